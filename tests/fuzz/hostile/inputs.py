"""What hostile input is made of: files of every kind, and argument lists."""

from __future__ import annotations

import random
from pathlib import Path

from ...commands import GOOD

COMMANDS = ("verify", "study", "list", "proof", "export", "recheck", "attack")
OPTIONS = (
    *("--json", "--jobs", "--no-cache", "--update-baseline", "--all", "--output", "--only"),
    *("--fragment", "--seconds", "--memory", "--help", "--version", "--", "-", "--jobs=", "-j"),
    *("--kernel", "--no-kernel"),
    *("--js", "--no-such-option", "-h", "--output=", "--=", "---"),
)
NUMBERS = ("0", "1", "-1", "2", "1e9", "9" * 30, "9" * 5000, "0x10", "１", "٣", " 1", "1_0", "nan")
LETTERS = (
    "abcXYZ019._-:=+ '\"\\$`~*?[]{}()<>|&;#%@!^,\t\n\r\x00\x07\x1b\x7f\x9b"
    "éßЖ中😀\u0301\u200b\u202e\u2028\ufeff\udcff\udc80\U0010ffff"
)
EVERYTHING = (
    "from sympy import Abs, exp, log, pi, sqrt\n"
    + GOOD
    + """

@derivation(label="T4", slug="everything", title="All kinds of nodes")
def everything(d):
    N, K = d.size("N"), d.size("K", note="components")
    n, m, (k, j) = d.index("n", N), d.index("m", N), d.indices("k j", K)
    x = d.family("x", N, K, vector=True, tex=r"\\bar{x}")
    z, every = d.assignment("z", N, values=K), d.assignment("every", N, values=K)
    s = d.symbol("s", "positive")
    d.define("f", (n,), total(x[n, k] * delta(k, z[n]), k))
    d.define("g", (), minimum(total(x[n, k], n), k))
    d.define("h", (n,), xlogy(s, s / pi) + Abs(x[n, z[n]]) + exp(-s) * log(s))
    d.define("w", (), sqrt(2) * over_maps(product(x[m, every[m]], m), every))
    d.define("y", (n, k), indicator(x[n, k], total(x[n, j] + x[m, j], j, m)) + x[n + 1, k])
    d.goal(equal((s + 1)**2, s**2 + 2*s + 1))
    d.have(equal((s + 1)**2, s**2 + 2*s + 1), Algebra(), "Multiply out.")
"""
)


def zoo(folder: Path, export: bytes) -> tuple[str, ...]:
    """Files of every kind in ``folder``, and names that lead to them or past them."""
    rng = random.Random("zoo")
    files: dict[str, bytes] = {
        "good.py": EVERYTHING.encode(),
        "cut.py": EVERYTHING.encode()[:-40],
        "empty.py": b"",
        "plain.py": b"x = 1\n",
        "raises.py": b"raise RuntimeError('two\\nlines')\n",
        "exits.py": b"import sys; sys.exit('gone')\n",
        "recursion.py": b"f = lambda: f()\nf()\n",
        "binary.py": rng.randbytes(400),
        "zeros.py": bytes(1000),
        "nested.py": b"x = " + b"(" * 3000 + b")" * 3000,
        "latin.py": b"# \xe9\n",
        "no-suffix": EVERYTHING.encode(),
        "spaced name.py": EVERYTHING.encode(),
        "é.py": EVERYTHING.encode(),
        "good.json": export,
        "cut.json": export[: len(export) // 2],
        "deep.json": b"[" * 100_000,
        "long.json": b" " * 8_000_001,
        "binary.json": rng.randbytes(3000),
        "unicode.json": '{"format": "é\u202e"}'.encode(),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    for name in ("folder", "folder.py", "folder.json"):
        (folder / name).mkdir()
    links = {"loop": "loop", "loop.py": "loop.py", "one.py": "two.py", "two.py": "one.py"}
    for name, to in {**links, "gone.py": "nowhere.py", "self": "."}.items():
        (folder / name).symlink_to(to)
    beyond = ("nowhere.py", "good.py/x.py", "loop.py/x.py", "self/" * 60 + "good.py", "a" * 5000)
    system = (
        "/dev/null",
        "/",
        ".",
        "..",
        "~",
        "/proc/self/mem",
        "/dev/null/x.py",
        "a" * 300 + ".py",
    )
    parts = ("good.py::T1", "good.py::", "good.py::square", "good.py::nothing", "::T1", "::")
    installed = ("D1", "d1", "q1", "D99x", "responsibilities-harden", "")
    return (*files, *links, "folder", "folder.py", "folder.json", "gone.py", *beyond, *system,
            *parts, *installed)  # fmt: skip


def text(rng: random.Random) -> str:
    """Any characters that can be an argument; no separators, so that nothing is left behind."""
    return "".join(rng.choice(LETTERS) for _ in range(rng.choice((0, 1, 2, 5, 20, 3000))))


def word(rng: random.Random, names: tuple[str, ...]) -> str:
    """One argument."""
    roll = rng.random()
    if roll < 0.45:
        return rng.choice(names)
    if roll < 0.65:
        return rng.choice(OPTIONS)
    if roll < 0.75:
        return rng.choice(NUMBERS)
    name = rng.choice(names)
    if roll < 0.85 and name and len(name) < 100 and "/" not in name:
        at = rng.randrange(len(name))
        return name[:at] + rng.choice(LETTERS) + name[at + rng.choice((0, 1)) :]
    return text(rng)


#: What each command takes: flags, options with a value, and how many names.
USAGE: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...]]] = {
    "verify": (("--json", "--no-cache", "--kernel", "--update-baseline"), ("--jobs",), (0, 1, 2)),
    "study": (("--all",), (), (1,)),
    "list": ((), (), (0,)),
    "proof": (("--fragment", "--no-cache", "--no-kernel"), ("--only", "--jobs"), (0,)),
    "export": ((), ("--output",), (1,)),
    "recheck": (("--json",), ("--seconds", "--memory"), (1,)),
    "attack": (("--json",), ("--jobs",), (0, 1, 2)),
}


def usual(rng: random.Random, names: tuple[str, ...]) -> list[str]:
    """An argument list of the right form, so that what it names is looked at."""
    command = rng.choice(COMMANDS)
    flags, options, counts = USAGE[command]
    out = [flag for flag in flags if rng.random() < 0.2]
    for option in options:
        if rng.random() < 0.3:
            number = option not in ("--only", "--output")
            out += [option, rng.choice(("1", "2", *NUMBERS) if number else names)]
    out += [word(rng, names) if rng.random() < 0.3 else rng.choice(names)
            for _ in range(rng.choice(counts))]  # fmt: skip
    return [command, *out]


def arguments(rng: random.Random, names: tuple[str, ...]) -> list[str]:
    """One argument list; an output stays in the current folder."""
    return _near(rng, usual(rng, names) if rng.random() < 0.5 else unusual(rng, names))


def unusual(rng: random.Random, names: tuple[str, ...]) -> list[str]:
    """An argument list of any form."""
    out = [rng.choice(COMMANDS) if rng.random() < 0.95 else text(rng)]
    out += [word(rng, names) for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 5, 8)))]
    if rng.random() < 0.02:
        out += [rng.choice(names)] * 2000
    return out


def _near(rng: random.Random, out: list[str]) -> list[str]:
    """The same, but nothing is written outside the current folder."""
    for at, option in enumerate(out[:-1]):
        if "--output".startswith(option) and option.startswith("--o"):
            out[at + 1] = f"written{rng.choice(('', '.json', ' x', 'é', chr(10)))}"
    return out
