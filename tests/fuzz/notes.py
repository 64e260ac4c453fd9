"""Random and mutated notes: texts that nobody would write, to be read without crash or hang.

``python -m tests.fuzz.notes 100000`` reads so many and says what took longest.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

from hardlimit.proofs.notes.reading import Notes, read_document

LECTURES = sorted((Path(__file__).parents[1] / "notes" / "lectures").glob("*.*"))
_BLOCK = (
    "\\begin{given}Let $x_n \\in \\mathbb{R}^D$, $\\mu_k \\in \\mathbb{R}^D$, $r_{nk} \\ge 0$, "
    "$n \\le N$, $k, j \\le K$; let $c_n \\in \\{1, \\dots, K\\}$; let $\\sigma > 0$, $t \\in "
    "\\mathbb{R}$; write $N_k = \\sum_n r_{nk}$.\\end{given}\n"
)
_WORDS: tuple[str, ...] = (
    *(r"\sum", r"\prod", r"\min", r"\max", r"\frac", r"\sqrt", r"\exp", r"\log", r"\lVert"),
    *(r"\rVert", r"\langle", r"\rangle", r"\left", r"\right", r"\hat", r"\bar", r"\mathbf"),
    *(r"\text", r"\mathbb", r"\mu", r"\sigma", r"\pi", r"\delta", r"\le", r"\ge", r"\ne", r"\to"),
    *(r"\iff", r"\in", r"\cdot", r"\partial", r"\nabla", r"\arg\min", r"\lim", r"\infty"),
    *(r"\quad", r"\,", r"\\", "&", r"\begin{align}", r"\end{align}", r"\[", r"\]", "$", "$$"),
    *(r"\begin{given}", r"\end{given}", r"\top", r"\circ", r"\{", r"\}", r"\dots", r"\foo"),
    *(
        r"\label{a}",
        r"\tag{1}",
        r"\lambda",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "|",
        "^",
        "_",
        "^{",
        "_{",
    ),
    *("=", "<", ">", "+", "-", "*", "/", "'", ",", ".", ";", ":", "!", "~", "%", "#", "0", "1"),
    *("2", "17", "999999999", "n", "k", "j", "d", "t", "e", "x", "r", "c", "N", "K", "D", "x_n"),
    *("x_{nd}", "r_{nk}", r"\mu_k", "N_k", "c_n", "e^", "Let", "suppose", "write", "for", "be"),
    *("__import__('os').system('true')", "eval(1)", "\x00", "\u202e", "é", "😀", "\n", "\n\n"),
)


def attempt(rng: random.Random) -> tuple[str, bool]:
    """A text, and whether it is read as Markdown."""
    kind = rng.randrange(4)
    markdown = rng.random() < 0.3
    if kind == 0:
        soup = " ".join(rng.choice(_WORDS) for _ in range(rng.randint(1, 60)))
        opener, closer = rng.choice((("$$", "$$"), (r"\begin{align}", r"\end{align}"), ("", "")))
        return f"{_BLOCK}{opener}{soup}{closer}", markdown
    if kind == 1:
        deep = rng.choice(("(", "{", r"\frac{1}{", r"\sqrt{", "e^{", "x_{c_{", r"\hat{", "|", "-"))
        return f"{_BLOCK}$$ t = {deep * rng.randint(1, 400)} $$", markdown
    text = rng.choice(LECTURES).read_text(encoding="utf-8")
    for _ in range(rng.randint(1, 8 if kind == 2 else 40)):
        place, length = rng.randrange(len(text) + 1), rng.randint(0, 12)
        change = rng.randrange(4)
        if change == 0:
            text = text[:place] + text[place + length :]
        elif change == 1:
            text = text[:place] + rng.choice(_WORDS) + text[place:]
        elif change == 2:
            piece = text[place : place + 6 * length]
            text = text[:place] + piece * rng.randint(2, 4) + text[place:]
        else:
            other = rng.randrange(len(text) + 1)
            text = text[:place] + text[other : other + 5 * length] + text[place + length :]
    return text, markdown


def read(text: str, markdown: bool) -> Notes:
    """The notes in ``text``."""
    return read_document(text, "attempt.md" if markdown else "attempt.tex")


def main(count: int) -> None:
    """Read ``count`` attempts; an exception ends the run."""
    slowest, said = (0.0, ""), Counter[str]()
    for number in range(count):
        text, markdown = attempt(random.Random(f"attempt {number}"))
        begun = time.process_time()
        try:
            notes = read(text, markdown)
        except BaseException:
            print(f"attempt {number}:\n{text}")
            raise
        seconds = time.process_time() - begun
        if seconds > slowest[0]:
            slowest = (seconds, f"attempt {number}")
        said["lines"] += len(notes.lines)
        said["not understood"] += len(notes.not_understood)
        said["problems in blocks"] += len(notes.problems)
        if (number + 1) % 10_000 == 0 or number + 1 == count:
            print(number + 1, dict(said), slowest, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
