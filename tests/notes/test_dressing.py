"""What dresses a display says nothing: boxes, colours, frames, remarks at the end of a row."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD

from .judged import judged

DATA = "Let $a, b, c \\in \\mathbb{R}$.\n\n"
PLAIN = "(a + b) c = a c + b c"


def statuses(*displays: str) -> list[str]:
    """The verdicts on displays between dollars."""
    return judged(DATA + "".join(f"$$\n{d}\n$$\n\n" for d in displays), "notes.md").statuses


@pytest.mark.parametrize(
    "display",
    [
        rf"\boxed{{{PLAIN}}}",
        rf"\boxed{{{PLAIN}}}.",
        r"(a + b) c = \boxed{a c + b c}",
        r"\boxed{(a + b)} c = a c + b c",
        r"\therefore \boxed{(a + b) c = a c + b c} \qquad \blacksquare",
        r"\textcolor{red}{(a + b)} c = {\color{blue} a} c + b c",
        rf"{PLAIN} \quad \checkmark",
        rf"{PLAIN} \qquad \text{{(distributivity)}}",
        rf"\begin{{align*}} {PLAIN} \end{{align*}}",
    ],
)
def test_a_dressed_line_is_the_line(display: str) -> None:
    assert statuses(display) == [DERIVED]
    assert FALSE in statuses(display.replace("b c", "b b c"))


@pytest.mark.parametrize("frame", ["align*", "aligned", "gather*", "split", "array"])
def test_frames_within_frames(frame: str) -> None:
    begin = r"\begin{array}{rcl}" if frame == "array" else rf"\begin{{{frame}}}"
    sign = "&=&" if frame == "array" else "&="
    body = rf"(a + b) c {sign} a c + b c \\ {sign} c (a + b) && \text{{commutativity}}"
    body = body.replace("&&", r"\quad") if frame == "array" else body
    body = body.replace(r"\text{comm", r"\text{(comm").replace("ity}", "ity)}")
    assert statuses(rf"{begin} {body} \end{{{frame}}}") == [DERIVED, DERIVED]


@pytest.mark.parametrize(
    "display",
    [
        r"{a + b} c = a c + b c",
        r"c \boxed{a + b} = a c + b c",
        rf"{PLAIN} \color{{white}} + 0",
        rf"\textcolor{{white}}{{{PLAIN}}}",
        rf"{PLAIN} \quad \text{{(approximately)}}",
        rf"{PLAIN} \quad \text{{(if all is positive)}}",
        rf"{PLAIN} \quad \text{{(as long as one likes)}}",
        rf"{PLAIN} \quad \text{{distributivity}}",
        r"(a + b) c = \cancel{a} c + b c",
    ],
)
def test_what_says_more_is_not_read(display: str) -> None:
    assert statuses(display) == [NOT_UNDERSTOOD]


def test_brackets_with_a_backslash_in_markdown() -> None:
    text = "Let \\(a, b \\in \\mathbb{R}\\).\n\n\\[\n(a + b)^2 = a^2 + 2 a b + b^2\n\\]\n\n"
    assert judged(text, "notes.md").statuses == [DERIVED]
    assert judged(text.replace("2 a", "3 a"), "notes.md").statuses == [FALSE]
    in_list = text.replace("\\[\n(", "1. \\[ (")
    assert judged(in_list, "notes.md").statuses == [DERIVED]


def test_many_boxes_take_no_time() -> None:
    many = "\\boxed{" * 5000 + "x" + "}" * 5000
    assert statuses(f"{many} = x") == [NOT_UNDERSTOOD]
