"""Slips in the Python of a derivation, each said with the word that is meant."""

from __future__ import annotations

from typing import Any

import pytest
from hardlimit.proofs import author
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.drafts.slips import told
from hardlimit.proofs.language.errors import DerivationError

#: What an author types, and what is said of it; nothing where there is nothing to add.
SLIPS = {
    "d.gaol(1)": "a derivation has no 'gaol'; did you mean 'goal'?",
    "d.zzz": "a derivation has no 'zzz'",
    "d._gaol": "a derivation has no '_gaol'; did you mean 'goal'?",
    "eqal(1, 1)": "name 'eqal' is not defined; did you mean 'equal'?",
    "d.index('n')": "index() missing 1 required positional argument: 'size'; "
    "it is called as d.index(name, size)",
    "d.size('N', 2, 3, 4)": "size() takes from 2 to 3 positional arguments but 5 were given; "
    "it is called as d.size(name, note='')",
    "d.symbol('a', sgn='positive')": "symbol() got an unexpected keyword argument 'sgn'; "
    "it is called as d.symbol(name, sign='real', tex='', note='')",
    "(1).goal": "",
    "len()": "",
    "1 / 0": "",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_what_is_said(slip: str) -> None:
    names: dict[str, Any] = {**vars(author), "d": Derivation("X1", "x", "X", "c")}
    with pytest.raises((AttributeError, NameError, TypeError, ZeroDivisionError)) as caught:
        eval(slip, names)
    assert told(caught.value, names) == SLIPS[slip]


def test_an_error_that_names_no_word_is_left_as_it_is() -> None:
    odd: Any = 5
    assert told(NameError("odd", name=odd)) == ""
    assert "5" in told(AttributeError("odd", name=odd, obj=Derivation("X1", "x", "X", "c")))


@pytest.mark.parametrize(("word", "meant"), [("goals", "goal"), ("steps", "show")])
def test_a_list_is_no_word(word: str, meant: str) -> None:
    d = Derivation("X1", "x", "X", "c")
    with pytest.raises(DerivationError, match=rf"d\.{word} is a list; did you mean d\.{meant}\("):
        getattr(d, word)("anything")
