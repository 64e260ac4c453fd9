"""An author's own instances travel with the derivation and are judged like those drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ..commands import HEAD, Outcome

Run = Callable[..., Outcome]

QUADRIC = """
from fractions import Fraction

@derivation(label="X1", slug="on-a-quadric", title="A hypothesis that is hard to meet")
def one(d):
    x, y, z = d.symbol("x"), d.symbol("y"), d.symbol("z")
    h = d.assume("cubes", equal(x**3 + y**3 + z**3 - 36, 0))
    {example}
    goal = equal(x**3 + y**3 + z**3 - 36, 0)
    d.goal(goal)
    d.have(goal, ByHypothesis(h), "It is assumed.")
"""
GIVEN = 'd.example(values={"x": 1, "y": 2, "z": 3})'


@pytest.mark.slow
def test_a_derivation_with_its_own_example(run: Run) -> None:
    Path("mine.py").write_text(HEAD + QUADRIC.format(example=GIVEN))
    found = run("verify", "mine.py")
    print(found.out)
    assert found.code == 0
    assert run("export", "mine.py", "--output", "x.json").code == 0
    assert '"values":[["x","1"],["y","2"],["z","3"]]' in Path("x.json").read_text()
    assert run("recheck", "x.json").code == 0


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ('d.example(values={"x": 1, "y": 2, "z": 4})', "cubes"),
        ('d.example(values={"x": 1, "y": 2})', "z"),
        ('d.example(values={"x": 1, "y": 2, "z": 3, "w": 1})', "w"),
        ('d.example({"N": 2}, {"x": 1, "y": 2, "z": 3})', "N"),
        ('d.example(values={"x": 0.5, "y": 2, "z": 3})', "x must be a whole number"),
        ('d.example(values={"x": [1], "y": 2, "z": 3})', "x"),
    ],
)
def test_a_wrong_example_is_refused(run: Run, example: str, said: str) -> None:
    Path("mine.py").write_text(HEAD + QUADRIC.format(example=example))
    found = run("verify", "mine.py")
    assert found.code == 1
    assert said in found.out.split("X1:")[-1]
    assert "internal" not in found.out
