"""The page of what has to be trusted says what the code imports."""

from __future__ import annotations

from .trusted import APART, PAGE, closure, page


def test_the_page_is_true() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run tests/house/trusted.py --write"


def test_the_closure_holds_what_judges() -> None:
    derived = closure("derived")
    for name in ("kernel/gate.py", "rules/signs.py", "rules/normal/polynomials.py"):
        assert name in derived
    assert not [name for name in derived if name.startswith(APART)]
    assert not [n for n in closure("proved") if n.startswith(("coq/scripts", "coq/run", "rules"))]
