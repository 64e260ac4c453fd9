"""Reasons in Python files that do not do: another is put in their place and told, or none is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ..commands import Outcome

Run = Callable[..., Outcome]

FILE = '''"""Shares."""

from hardlimit.proofs.author import *
from sympy import log


@derivation(label="S1", slug="shares", title="Shares")
def shares(d: Derivation) -> None:
    N = d.size("N")
    n, m = d.indices("n m", N)
    p = d.family("p", N, sign="positive")
    x = d.symbol("x")
    d.assume("small", less(x, 1))
    r = d.define("r", n, p[n] / total(p[m], m))
    one = d.show(equal(total(r[n], n), 1), "They sum to one.", Unfold("r"))
    LINE
'''
#: True lines whose reason says too much, too little or another thing; and what is put for it.
MENDED = {
    'd.show(equal(log(total(r[n], n)), 0), "It is 1.", LogLaws("r"))': 'Unfold("r")',
    'd.show(equal(total(r[n], n), 1), "Again.", Rewrite(one, "r"))': "ByHypothesis(",
    'd.show(at_most(x, 1), "As said.", Algebra())': "ByHypothesis()",
    'd.show(equal(2 * log(p[n]), log(p[n] ** 2)), "Algebra.", Algebra())': "LogLaws()",
}
#: Lines that no other reason saves, and what is said of them.
REFUSED = {
    'd.show(equal(log(total(r[n], n)), 1), "False.", Unfold("r"))': "is false",
    'd.show(at_most(x, 0), "False.", ByHypothesis(Ref("small")))': "is false",
    'd.show(equal((x**2 + x) / x, x + 1), "Not at 0.", Algebra())': "d.assume(",
    'd.show(equal(x / x, 1), "Not at 0.", Algebra())': "both sides are the same formula",
    'd.show(at_most(x, 1), "A slip.", ByHypothesis(Ref("smal")))': "did you mean 'small'",
    'd.show(at_most(x, 1), "A slip.", combine((Ref("big"), 1)))': "no earlier step or hypothesis",
    'd.show(equal(log(total(r[n], n)), 0), "A slip.", LogLaws("rr"))': "no definition 'rr'",
    'd.show(equal(total(r[n], n), 1), "A slip.", Cite("nowhere"))': "no theorem 'nowhere'",
}


def _written(line: str) -> None:
    Path("mine.py").write_text(FILE.replace("LINE", line))


def test_a_true_line_holds_by_the_reason_that_is_found(run: Run) -> None:
    _written("\n    ".join(MENDED))
    found = run("verify", "mine.py", "--json")
    steps = json.loads(found.out)["theorems"][0]["steps"][1:]
    assert found.code == 0
    for step, rule in zip(steps, MENDED.values(), strict=True):
        assert step["rule"] == rule.partition("(")[0]
        assert "does not do" in step["advice"]
        assert f"it holds by {rule}" in step["advice"]
    refused = run("verify", "mine.py", "--strict", "--json")
    steps = json.loads(refused.out)["theorems"][0]["steps"]
    assert [bool(step["failure"]) for step in steps] == [False, True, True, True, True]


def test_what_is_false_or_names_what_is_not_there_stays_refused(run: Run) -> None:
    _written("\n    ".join(REFUSED))
    steps = json.loads(run("verify", "mine.py", "--json").out)["theorems"][0]["steps"][1:]
    for step, said in zip(steps, REFUSED.values(), strict=True):
        assert said in step["failure"]


@pytest.mark.slow
def test_whoever_wants_the_right_reason_asks_for_it(run: Run) -> None:
    _written(next(iter(MENDED)))
    told = "mine.py:16: S1 step 2: the reason given does not do: true, but no law of the logarithm"
    assert told in run("verify", "mine.py").out
    Path("pyproject.toml").write_text('[tool.hardlimit]\nfiles = ["mine.py"]\nstrict = true\n')
    refused = run("verify")
    assert refused.code == 1
    assert "LogLaws refuses the step" in refused.out
    assert 'it holds by Unfold("r")' in refused.out
    Path("pyproject.toml").write_text("[tool.hardlimit]\nstrict = 1\n")
    assert run("verify", "mine.py").err.endswith("strict is true or false\n")
    Path("pyproject.toml").unlink()
    Path("own.py").write_text(FILE.replace("LINE", f"d.strict = True\n    {next(iter(MENDED))}"))
    assert run("verify", "own.py").code == 1


@pytest.mark.slow
def test_a_line_that_rests_on_a_false_one_is_no_better_for_its_reason(run: Run) -> None:
    _written(
        'two = d.have(equal(x, 2), "False.", Algebra())\n    '
        'd.show(equal(x + 1, 3), "From it.", Rewrite(two))'
    )
    found = run("verify", "mine.py")
    assert found.out.count("does not hold") == 2
    _written(
        'two = d.have(equal(x, 2), "False.", Algebra())\n    '
        'd.show(equal(x + 1, 3), "No more so.", ByHypothesis(Ref("small")))'
    )
    found = run("verify", "mine.py")
    assert found.code == 1
    assert "it holds by" not in found.out
    _written(
        'two = d.have(equal(x, 2), "False.", Algebra())\n    '
        'd.show(less(x, 2), "Not by it.", combine((Ref("small"), 1), (two, 0), gap=1))'
    )
    found = run("verify", "mine.py", "--json")
    steps = json.loads(found.out)["theorems"][0]["steps"]
    assert [bool(step["failure"]) for step in steps] == [False, True, False]


def test_the_reason_is_put_in_the_place_of_the_other(run: Run) -> None:
    _written(next(iter(MENDED)))
    shown = run("suggest", "mine.py").out
    assert shown == ('mine.py:16: S1 step 2: Unfold("r")   (for LogLaws, which does not do)\n')
    assert run("suggest", "mine.py", "--write").out == "wrote mine.py: 1 reason put in\n"
    assert Path("mine.py").read_text() == FILE.replace(
        "LINE", next(iter(MENDED)).replace("LogLaws", "Unfold")
    )
    assert run("verify", "mine.py", "--strict").code == 0
