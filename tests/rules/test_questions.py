"""Who asks first does not matter: answers are those of the least rules that give any."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hardlimit.proofs.author import Derivation, at_most, equal, less
from hardlimit.proofs.rules.facts import ARITHMETIC, Fact, Reason
from hardlimit.proofs.rules.questions import Questions
from hardlimit.proofs.rules.signs import Signs

from .. import sizes
from ..lab import paper

#: For each question the ways to answer it: all of a list must hold.
Ways = dict[int, list[list[int]]]


def holding(ways: Ways) -> set[int]:
    """What holds by finitely many uses of the ways."""
    found: set[int] = set()
    while more := {q for q, lists in ways.items() if any(found.issuperset(w) for w in lists)}:
        if more <= found:
            break
        found |= more
    return found


def asking(ways: Ways, room: int) -> Callable[[int], bool]:
    questions = Questions(room)

    def decide(q: int) -> Reason | None:
        every = any(all(ask(part) for part in way) for way in ways[q])
        return ARITHMETIC if every else None

    def ask(q: int) -> bool:
        return questions.answer(("holds", q), lambda: decide(q)) is not None

    return ask


@pytest.mark.parametrize("room", [2, 1000])
def test_answers_are_those_of_the_least_fixed_point(room: int) -> None:
    rng = sizes.rng("questions")
    circles = 0
    for _ in range(sizes.draws(300)):
        count = rng.randint(2, 9)
        ways: Ways = {
            q: [
                [rng.randrange(count) for _ in range(rng.randint(0, 2) or rng.randint(0, 2))]
                for _ in range(rng.randint(0, 3))
            ]
            for q in range(count)
        }
        true = holding(ways)
        ask = asking(ways, room)
        order = [rng.randrange(count) for _ in range(2 * count)]
        assert [ask(q) for q in order] == [q in true for q in order], ways
        circles += len(true) < count
    assert circles > 10


def test_the_order_of_questions_does_not_matter() -> None:
    d: Derivation = paper()
    a, b, c = (d.symbol(name) for name in "abc")
    u, v = d.symbol("u", "positive"), d.symbol("v", "nonnegative")
    facts = [
        Fact(relation, frozenset(), name)
        for name, relation in {
            "below": at_most(a, b),
            "product": less(0, a * b),
            "same": equal(c, a - b),
            "large": less(1, u * b),
        }.items()
    ]
    asked = [a, b, c, -c, a * b, b - a, a - b, u * a, a / u, b / (u + v), a * b * c, a**2 - a * b]
    asked += [b * (b - a), (a - b) / b, u * b - 1, u - 1 / b, 1 / u - b, abs(a), abs(a) - a]
    questions = list(itertools.product(("positive", "nonnegative", "nonzero"), asked))
    alone = [getattr(Signs(d.context, facts), sign)(e) is not None for sign, e in questions]
    assert 8 < sum(alone) < len(alone) - 8
    rng = sizes.rng("order of questions")
    for _ in range(5):
        signs, found = Signs(d.context, facts), {}
        for number in rng.sample(range(len(questions)), len(questions)):
            sign, e = questions[number]
            found[number] = getattr(signs, sign)(e) is not None
        assert [found[n] for n in range(len(questions))] == alone
