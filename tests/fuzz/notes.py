"""Random and mutated notes: texts that nobody would write, to be read without crash or hang.

``python -m tests.fuzz.notes 100000 seed`` reads so many and says what took longest.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

from hardlimit.proofs.notes.lines import Notes
from hardlimit.proofs.notes.reading import read_document

LECTURES = sorted((Path(__file__).parents[1] / "notes" / "lectures").glob("*.*"))
_BLOCK = (
    "\\begin{given}Let $x_n \\in \\mathbb{R}^D$, $\\mu_k \\in \\mathbb{R}^D$, $r_{nk} \\ge 0$, "
    "$n \\le N$, $k, j \\le K$; let $c_n \\in \\{1, \\dots, K\\}$; let $\\sigma > 0$, $t \\in "
    "\\mathbb{R}$; write $N_k = \\sum_n r_{nk}$.\\end{given}\n"
)
_FUNCTIONS = r"""\begin{given}
Let $x_n \in \mathbb{R}^D$, $w \in \mathbb{R}^D$, $y_n$ be real, $n \le N$;
let $b$, $m$ be real, $\sigma, \tau > 0$; let $k_n \in \{0, 1, 2, \dots\}$;
write $L(b) = \sum_n (y_n - b)^2$, $J(w) = \sum_n \|x_n - w\|^2$,
$Q(b, \tau) = \sum_n \log \mathcal{N}(y_n \mid b, \tau^2)$,
$h(b; y) = \max(b, 0) + \sigma \log(1 + e^b) + \sum_n y_n$.
\end{given}
"""
_OWN = (
    _FUNCTIONS
    + r"""\begin{align}
  L'(b) &= -2 \sum_n (y_n - b) \\
  \nabla J(w) &= 2 N w - 2 \sum_n x_n \\
  L(m) &= L(b) + N (b - m)^2 + 2 (b - m) \sum_n (y_n - b)
\end{align}
\[ \left.\frac{\partial L}{\partial b}\right|_{b = m} = -2 \sum_n (y_n - m) \]
\[ \frac{\partial Q}{\partial b} = \frac{1}{\tau^2} \sum_n (y_n - b) \]
\[ \Gamma(\sigma + 1) = \sigma \Gamma(\sigma), \quad (k_n + 1)! = (k_n + 1) \cdot k_n! \]
\[ \max(b, m) + \min(b, m) = b + m \]
\[ \log \mathcal{N}(b \mid m, \sigma^2)
   = -\frac12 \log(2 \pi \sigma^2) - \frac{(b - m)^2}{2 \sigma^2} \]
\[ m = \arg\min_b L(b) \]
"""
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
    *("L(b)", "L'(b)", "L(m)", "J(w)", r"J(x_n)", r"\nabla J(w)", r"\nabla J(0)", r"Q(b, \tau)"),
    *(r"\frac{\partial L}{\partial b}", r"\frac{d^2 L}{d b^2}", r"\big|_{b = m}", r"\left. L(b)"),
    *(r"\right|_{b = 0}", r"\nabla^2", r"\partial_b", r"h(b; y)", r"h'(t)", "L''(b)", r"\hat b = "),
    *(r"\arg\max_b", r"\operatorname*{arg\,min}_w", r"\max_b", r"\min_n", r"\max(", r"\min\{"),
    *(r"\Gamma(", r"\psi(", r"\mathrm{B}(", "k_n!", "!", r"\binom{", r"\operatorname{logistic}("),
    *(r"\mathcal{N}(b \mid m, \sigma^2)", r"\mathcal{N}(x_n \mid w, \sigma^2 I)", r"\mid", "(b)"),
    *(r"\mathbb{E}[", r"\operatorname{Var}", r"\log^{\circ}", "]_+", "[x_n = k]", r"\mathbf{1}["),
    *(
        r"\begin{cases}",
        r"\end{cases}",
        r"\infty",
        r"\Sigma^{-1}",
        r"\det",
        r"\operatorname{tr}",
        "A^T",
    ),
    *("__import__('os').system('true')", "eval(1)", "\x00", "\u202e", "é", "😀", "\n", "\n\n"),
)

_DEEP: tuple[str, ...] = (
    *("(", "{", r"\frac{1}{", r"\sqrt{", "e^{", "x_{c_{", r"\hat{", "|", "-", "L(", r"\nabla "),
    *(r"\max(", r"\Gamma(", r"\frac{d}{db}", "!", "'", r"\left.", r"\mathcal{N}(b \mid "),
)


def attempt(rng: random.Random) -> tuple[str, bool]:
    """A text, and whether it is read as Markdown."""
    kind = rng.randrange(4)
    markdown = rng.random() < 0.3
    if kind == 0:
        soup = " ".join(rng.choice(_WORDS) for _ in range(rng.randint(1, 60)))
        opener, closer = rng.choice((("$$", "$$"), (r"\begin{align}", r"\end{align}"), ("", "")))
        return f"{rng.choice((_BLOCK, _FUNCTIONS))}{opener}{soup}{closer}", markdown
    if kind == 1:
        deep = rng.choice(_DEEP)
        return f"{rng.choice((_BLOCK, _FUNCTIONS))}$$ t = {deep * rng.randint(1, 400)} $$", markdown
    lecture = rng.choice(LECTURES) if rng.random() < 0.8 else None
    text = _OWN if lecture is None else lecture.read_text(encoding="utf-8")
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


def main(count: int, seed: str = "attempt") -> None:
    """Read ``count`` attempts; what raises an exception is shown."""
    slowest, said = (0.0, ""), Counter[str]()
    for number in range(count):
        text, markdown = attempt(random.Random(f"{seed} {number}"))
        begun = time.process_time()
        try:
            notes = read(text, markdown)
        except Exception as error:
            print(f"{seed} {number}: {error!r}\n{text}", flush=True)
            said["exceptions"] += 1
            continue
        seconds = time.process_time() - begun
        if seconds > slowest[0]:
            slowest = (seconds, f"{seed} {number}")
        said["lines"] += len(notes.lines)
        said["not understood"] += len(notes.not_understood)
        said["problems in blocks"] += len(notes.problems)
        if (number + 1) % 10_000 == 0 or number + 1 == count:
            print(number + 1, dict(said), slowest, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
