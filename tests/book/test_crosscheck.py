"""Formulas against functions: agreement, disagreement, and what is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import random_problems, real_problems, responsibilities
from hardlimit.proofs.author import CrossCheck, Derivation, differs, less, over_maps, product, total
from hardlimit.proofs.book.binding import Binder
from hardlimit.proofs.book.crosscheck import ENTRIES, run_crosschecks
from hardlimit.proofs.language.errors import DerivationError


def mean_check(
    call: Callable[[Any], Any], problems: list[Any], *, positive: bool = True
) -> Derivation:
    """The weighted mean of the entries of a vector."""
    d = Derivation("X", "x", "x", "x")
    size = d.size("N")
    n = d.index("n", size)
    w, x = d.family("w", size), d.family("x", size)
    mean = d.define("mean", (), total(w[n] * x[n], n) / total(w[n], n))
    if positive:
        d.assume("positive", less(0, total(w[n], n)))
    d.crosscheck(
        CrossCheck("average", mean, (), lambda p: {"w": p.w, "x": p.x}, call, lambda: problems)
    )
    return d


def vectors(*weights: list[float]) -> list[Any]:
    return [SimpleNamespace(name=f"p{i}", w=w, x=[1.0, 2.5]) for i, w in enumerate(weights)]


def average(p: Any) -> float:
    return float(np.average(p.x, weights=p.w))


def test_agreement_is_counted() -> None:
    found = run_crosschecks(mean_check(average, vectors([1, 2], [0.1, 0.3])))
    assert found is not None
    assert found.ok
    assert (found.function, found.problems, found.detail) == ("average", 2, "")
    assert 0 <= found.max_error < 1e-15


def test_disagreement_names_the_problem_and_both_values() -> None:
    found = run_crosschecks(mean_check(lambda p: average(p) + 1e-6, vectors([1, 2])))
    assert found is not None
    assert not found.ok
    assert found.max_error == pytest.approx(1e-6 / 2, rel=1e-3)
    assert "At p0 the function gives 2.000001, the formula 2" in found.detail


@pytest.mark.parametrize("size", [1e-12, 1e-100, 1e-300])
def test_small_values_are_compared_relatively(size: float) -> None:
    problem = SimpleNamespace(name="small", w=[1.0, 1.0], x=[size, 3 * size])
    assert run_crosschecks(mean_check(lambda p: 2 * size, [problem])).ok
    assert not run_crosschecks(mean_check(lambda p: 2.001 * size, [problem])).ok
    assert not run_crosschecks(mean_check(lambda p: 0.0, [problem])).ok


def _always(value: float) -> Callable[[object], float]:
    return lambda _: value


def test_what_cancels_is_compared_at_its_scale() -> None:
    problem = SimpleNamespace(name="cancels", w=[1.0, 1.0], x=[1e8, -1e8])
    for error, scale, ok in [(1e-9, 0.0, False), (1e-9, 1e8, True), (1e-4, 1e8, False)]:
        d = mean_check(_always(error), [problem])
        d.crosschecks[0] = replace(d.crosschecks[0], scale=_always(scale))
        assert run_crosschecks(d).ok is ok


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_number_is_no_agreement(value: float) -> None:
    found = run_crosschecks(mean_check(lambda p: value, vectors([1, 2])))
    assert found is not None
    assert not found.ok
    assert found.max_error == 0.0, "JSON has no infinity"


def test_problems_outside_the_hypotheses_are_left_out_and_counted() -> None:
    found = run_crosschecks(mean_check(average, vectors([1, 2], [1, -1], [1, -2])))
    assert found is not None
    assert found.ok
    assert found.problems == 1
    assert found.detail == "2 problems outside the hypotheses left out."


def test_a_formula_without_a_value_is_a_disagreement() -> None:
    derivation = mean_check(lambda p: 0.0, vectors([1, -1]), positive=False)
    found = run_crosschecks(derivation)
    assert found is not None
    assert not found.ok
    assert found.detail == "Undefined: division by zero"


def test_no_problem_at_all_is_no_agreement() -> None:
    for problems in ([], vectors([1, -1])):
        found = run_crosschecks(mean_check(average, problems))
        assert found is not None
        assert not found.ok
        assert "No problem could be compared." in found.detail


def test_problems_too_large_for_the_evaluator_are_counted() -> None:
    d = Derivation("X", "x", "x", "x")
    rows, values = d.size("N"), d.size("K")
    z, w = d.assignment("z", rows, values=values), d.family("w", values)
    n = d.index("n", rows)
    d.crosscheck(
        CrossCheck(
            "power",
            over_maps(product(w[z[n]], n), z),
            (),
            lambda p: {"N": p.n, "w": p.w},
            lambda p: sum(p.w) ** p.n,
            lambda: [SimpleNamespace(n=n, w=[1.0, 2.0, 0.5]) for n in (2, 3, 12)],
        )
    )
    found = run_crosschecks(d)
    assert found is not None
    assert found.ok, found.detail
    assert found.problems == 2
    assert found.detail == "1 problem too large for exact evaluation left out."


def test_whatever_the_function_raises_is_a_failure() -> None:
    def raises(p: Any) -> float:
        raise ValueError("not today")

    found = run_crosschecks(mean_check(raises, vectors([1, 2])))
    assert found is not None
    assert not found.ok
    assert found.detail == "ValueError: not today"


def test_a_name_that_is_not_bound() -> None:
    d = mean_check(average, vectors([1, 2]))
    check = d.crosschecks[0]
    d.crosschecks[0] = CrossCheck(
        check.function, check.formula, (), lambda p: {"w": p.w}, check.call, check.problems
    )
    found = run_crosschecks(d)
    assert found is not None
    assert found.detail == "DerivationError: the cross-check does not bind 'x'"


def test_hypotheses_about_free_indices_choose_the_entries() -> None:
    """1/x[n] is compared where x[n] is not zero."""
    d = Derivation("X", "x", "x", "x")
    size = d.size("N")
    n = d.index("n", size)
    x = d.family("x", size)
    d.assume("not_zero", differs(x[n], 0))
    problems = [SimpleNamespace(x=[0.0, 4.0]), SimpleNamespace(x=[0.0])]
    d.crosscheck(
        CrossCheck(
            "inverse",
            1 / x[n],
            (n,),
            lambda p: {"x": p.x},
            lambda p: [1 / v if v else 9.0 for v in p.x],
            lambda: problems,
        )
    )
    found = run_crosschecks(d)
    assert found is not None
    assert found.ok
    assert (found.problems, found.detail) == (1, "1 problem outside the hypotheses left out.")


def test_labels_count_from_zero_and_sizes_come_from_shapes() -> None:
    d = Derivation("X", "x", "x", "x")
    rows, values = d.size("N"), d.size("K")
    d.family("m", values)
    d.assignment("c", rows, values=values)
    instance = Binder(d.context).bind({"c": np.array([1, 0, 1]), "m": np.array([0.5, 2.0])})
    assert instance.sizes == {"N": 3, "K": 2}
    assert [instance.values["c", n] for n in (1, 2, 3)] == [2, 1, 2]


def test_shapes_that_contradict_each_other() -> None:
    d = mean_check(average, [])
    with pytest.raises(DerivationError, match="says N = 3, another array 2"):
        Binder(d.context).bind({"w": [1, 2], "x": [1, 2, 3]})
    with pytest.raises(DerivationError, match="has 1 indices, its array 2"):
        Binder(d.context).bind({"w": [[1, 2]]})
    with pytest.raises(DerivationError, match="binds 'y', which is not declared"):
        Binder(d.context).bind({"y": 1.0})


def test_responsibilities_on_random_and_real_data() -> None:
    import sympy as sp

    d = Derivation("X", "x", "x", "x")
    rows, clusters, width = d.size("N"), d.size("K"), d.size("D")
    n, e = d.index("n", rows), d.index("e", width)
    k, j = d.indices("k j", clusters)
    x = d.family("x", rows, width, vector=True)
    mu = d.family("mu", clusters, width, vector=True)
    weight = d.family("w", clusters, sign="positive")
    sigma = d.symbol("sigma", "positive")
    dist = d.define("d", (n, k), total((x[n, e] - mu[k, e]) ** 2, e))
    r = d.define(
        "r",
        (n, k),
        weight[k]
        * sp.exp(-dist[n, k] / (2 * sigma**2))
        / total(weight[j] * sp.exp(-dist[n, j] / (2 * sigma**2)), j),
    )
    real = [p for p in real_problems() if p.sigma == 1.0]
    d.crosscheck(
        CrossCheck(
            "hardlimit.numeric.responsibilities",
            r[n, k],
            (n, k),
            lambda p: {"x": p.x, "mu": p.means, "w": p.weights, "sigma": p.sigma},
            lambda p: responsibilities(p.x, p.means, p.weights, p.sigma2),
            lambda: [*random_problems(100, 7), *real],
        )
    )
    found = run_crosschecks(d)
    assert found is not None
    assert found.ok, found.detail
    assert found.problems == 100 + len(real)
    assert found.max_error < 1e-10
    assert f"{ENTRIES} of them are compared" in found.detail


def scaled(times: float, problems: Callable[[], Any], *, least: float = 0) -> Derivation:
    """A total, in the words of a definition that says something else in another theorem."""
    d = Derivation("X", "x", "x", "x")
    size = d.size("N")
    n = d.index("n", size)
    x = d.family("x", size)
    whole = d.define("whole", (), times * total(x[n], n))
    d.assume("large", less(least, whole))

    def call(x: Any) -> float:
        return times * float(np.sum(x))

    d.crosscheck(CrossCheck("sum", 1 * whole + 0, (), lambda x: {"x": x}, call, problems))
    return d


def test_theorems_share_no_values_of_definitions_that_differ() -> None:
    for times in (1, 3, 1, 3):
        found = run_crosschecks(scaled(times, lambda: [[1.0, 2.5], [0.5]]))
        assert (found.ok, found.problems) == (True, 2)


def test_hypotheses_that_differ_are_asked_apart() -> None:
    for least, problems in ((0, 2), (2, 1), (0, 2), (2, 1)):
        assert (
            run_crosschecks(scaled(1, lambda: [[1.0, 2.5], [0.5]], least=least)).problems
            == problems
        )


def test_an_array_that_is_written_over_is_another_problem() -> None:
    def problems() -> Any:
        x = np.array([1.0, 2.0])
        for value in (1.0, 5.0, 1.0, 7.0):
            x[0] = value
            yield x

    found = run_crosschecks(scaled(1, problems))
    assert (found.ok, found.problems) == (True, 4)


def test_fractions_of_another_problem_are_not_taken_for_these() -> None:
    for top in range(1, 40):
        x = [Fraction(top, 3), Fraction(1, 3)]
        assert run_crosschecks(scaled(1, lambda x=x: [x])).ok  # type: ignore[misc]
