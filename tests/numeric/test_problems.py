"""The instance generators and the data."""

import numpy as np
import pytest
from hardlimit.numeric import Problem, gaps, iris, old_faithful, random_problems, real_problems

PROBLEMS = random_problems(280, seed=60)


def kind(problem: Problem) -> str:
    return problem.name.rsplit("-", 2)[0]


def test_problems_are_valid_and_exact() -> None:
    for p in PROBLEMS + real_problems():
        n, k = p.responsibilities.shape
        assert p.x.shape[0] == n
        assert p.means.shape == (k, p.x.shape[1])
        # Sixteenths: these sums are exact.
        assert p.weights.sum() == 1
        assert (p.weights > 0).all()
        assert (p.weights * 16 % 1 == 0).all()
        assert (p.responsibilities.sum(axis=1) == 1).all()
        assert (p.responsibilities.sum(axis=0) > 0).all()
        assert (p.responsibilities >= 0).all()
        assert (p.responsibilities * 16 % 1 == 0).all()
        assert p.sigma > 0
        assert p.sigma * 8 % 1 == 0
        assert p.sigma2 == p.sigma**2
        for array in (p.x, p.means, p.weights, p.responsibilities):
            assert not array.flags.writeable


def test_random_problems_are_small_and_dyadic() -> None:
    for p in PROBLEMS:
        assert p.x.shape[0] <= 8
        assert len(p.means) <= 4
        assert p.x.shape[1] <= 3
        for array in (p.x, p.means):
            assert (array * 2**20 % 1 == 0).all()
            assert np.abs(array).max() < 2**13


def test_random_problems_depend_on_seed_and_index_only() -> None:
    again = random_problems(30, seed=60)
    other = random_problems(30, seed=61)
    for p, q, r in zip(PROBLEMS, again, other, strict=False):
        assert p.name == q.name != r.name
        assert p.sigma == q.sigma
        for field in ("x", "means", "weights", "responsibilities"):
            np.testing.assert_array_equal(getattr(p, field), getattr(q, field))
    assert any(p.x.shape != r.x.shape for p, r in zip(PROBLEMS, other, strict=False))
    assert len({p.name for p in PROBLEMS}) == len(PROBLEMS)
    assert random_problems(0, seed=1) == ()


def test_every_kind_does_what_it_is_for() -> None:
    kinds = {kind(p) for p in PROBLEMS}
    assert kinds == {
        "continuous",
        "lattice",
        "coincident",
        "empty",
        "corner",
        "near-tie",
        "offset",
    }
    for p in PROBLEMS:
        gap = gaps(p.x, p.means)
        ties = (gap == 0).sum(axis=1)
        if kind(p) == "lattice":
            assert ties.max() > 1
        elif kind(p) == "coincident":
            assert len(np.unique(p.means, axis=0)) < len(p.means)
        elif kind(p) == "empty":
            assert (gap.min(axis=0) > 1000).any()
            assert (p.x[:, np.newaxis] == p.means).all(axis=2).any()
        elif kind(p) == "corner":
            assert 1 in (len(p.x), len(p.means), p.x.shape[1])
        elif kind(p) == "near-tie":
            assert ((gap > 0) & (gap < 1e-4)).any()
        elif kind(p) == "offset":
            assert np.abs(p.x).min() > 4000


def test_the_interesting_index_is_not_always_the_first() -> None:
    seen: dict[str, set[int]] = {"empty": set(), "nearest": set()}
    for p in PROBLEMS:
        gap = gaps(p.x, p.means)
        seen["nearest"] |= set(gap.argmin(axis=1).tolist())
        if kind(p) == "empty":
            seen["empty"].add(int(gap.min(axis=0).argmax()))
    assert seen == {"empty": {0, 1, 2, 3}, "nearest": {0, 1, 2, 3}}


def test_repeated_points_and_single_sizes_occur() -> None:
    assert any(len(np.unique(p.x, axis=0)) < len(p.x) for p in PROBLEMS)
    assert min(len(p.x) for p in PROBLEMS) == 1
    assert min(len(p.means) for p in PROBLEMS) == 1
    assert min(p.x.shape[1] for p in PROBLEMS) == 1


def test_real_problems_use_the_raw_data() -> None:
    real = real_problems()
    assert len({p.name for p in real}) == len(real) == 24
    for p in real:
        raw = old_faithful() if p.name.startswith("old-faithful") else iris()
        np.testing.assert_array_equal(p.x, raw)
        assert all((p.x == mean).all(axis=1).any() for mean in p.means)


def test_a_problem_checks_itself() -> None:
    good = random_problems(1, seed=0)[0]
    fields = {
        "name": "bad",
        "x": good.x,
        "means": good.means,
        "weights": good.weights,
        "sigma": good.sigma,
        "responsibilities": good.responsibilities,
    }
    n, k = good.responsibilities.shape
    first = np.eye(k)[np.zeros(n, dtype=int)]
    for change, message in [
        ({"sigma": 0.0}, "sigma must be positive"),
        ({"weights": np.eye(k)[0]}, "must be positive"),
        ({"responsibilities": first}, "must be positive"),
        ({"responsibilities": np.ones((n, k + 1)) / (k + 1)}, "one column per mean"),
        ({"responsibilities": good.responsibilities / 2}, "must sum to one"),
    ]:
        with pytest.raises(ValueError, match=message):
            Problem(**{**fields, **change})


def test_data_are_the_known_ones_and_read_only() -> None:
    faithful, flowers = old_faithful(), iris()
    assert faithful.shape == (272, 2)
    assert flowers.shape == (150, 4)
    assert faithful[[0, 1, -1]].tolist() == [[3.6, 79.0], [1.8, 54.0], [4.467, 74.0]]
    np.testing.assert_allclose(faithful.mean(axis=0), [3.487783, 70.897059], atol=5e-7)
    np.testing.assert_allclose(
        flowers.mean(axis=0), [5.843333, 3.057333, 3.758, 1.199333], atol=5e-7
    )
    # Rows 35 and 38 as Fisher printed them, not as in the version with two errors.
    assert flowers[[34, 37]].tolist() == [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]]
    for table in (faithful, flowers):
        with pytest.raises(ValueError, match="read-only"):
            table[0, 0] = 0.0
    assert old_faithful() is faithful
