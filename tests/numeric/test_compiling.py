"""When Lloyd's algorithm is compiled: the rule, how to switch it off, and what may go wrong."""

import importlib
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import compiling, iris, run_lloyd

from .. import sizes

pytestmark = pytest.mark.usefixtures("loader")


def imported_by(monkeypatch: pytest.MonkeyPatch, load: Callable[[], Any]) -> list[Any]:
    """Put `load` in the place of importing what is compiled; return its calls."""
    calls: list[Any] = []
    plainly = importlib.import_module

    def call(name: str, package: str | None = None) -> Any:
        if not name.endswith("_compiled"):
            return plainly(name, package)
        calls.append(name)
        return load()

    monkeypatch.setattr(importlib, "import_module", call)
    return calls


def test_importing_and_a_small_fit_load_nothing() -> None:
    code = (
        "import sys; from hardlimit.numeric import KMeans, iris; KMeans(3, n_init=10).fit(iris());"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('numba', 'llvmlite')];"
        "assert 'hardlimit.numeric._compiled' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_it_is_loaded_by_fits_that_are_large_after_as_much_work_as_compiling_costs(
    monkeypatch, loader
) -> None:
    loaded = imported_by(monkeypatch, lambda: compiling)
    worth, large = compiling.WORTH, compiling.LARGE
    # About five seconds, and a part of them, at seven products in a nanosecond.
    assert 3e9 < worth / 7 < 8e9
    assert large == worth / 8
    assert compiling.compiled_pass(10 * worth) is None
    loader.done = worth - 1
    assert compiling.compiled_pass(worth - 1) is None
    loader.done = 100 * worth
    assert compiling.compiled_pass(0.0) is None
    assert compiling.compiled_pass(large - 1) is None
    monkeypatch.setenv("HARDLIMIT_NUMBA", "0")
    assert compiling.compiled_pass(worth) is None
    assert not loaded
    monkeypatch.delenv("HARDLIMIT_NUMBA")
    assert compiling.compiled_pass(large) is compiling
    assert compiling.compiled_pass(0.0) is compiling
    assert loaded == [".._compiled"]
    monkeypatch.setenv("HARDLIMIT_NUMBA", "0")
    assert compiling.compiled_pass(worth) is None


def test_work_is_counted_by_what_is_looked_at(monkeypatch, loader) -> None:
    monkeypatch.setenv("HARDLIMIT_NUMBA", "0")
    x = np.random.default_rng(sizes.seed(3307)).normal(size=(2000, 4))
    run = run_lloyd(x, x[:3], max_iter=8)
    # The labels of the last centres are looked for once more than there are steps.
    least = sum(run.evaluated) * 2000 * (3 * 4 + compiling.POINT)
    assert least <= loader.done <= least * (1 + 1 / sum(run.evaluated))


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("missing", [False, True])
def test_where_it_cannot_be_had_numpy_is_used(
    monkeypatch, loader, missing: bool, asked: bool
) -> None:
    def fails() -> None:
        raise (ModuleNotFoundError if missing else RuntimeError)("no place\nto keep it")

    tried = imported_by(monkeypatch, fails)
    loader.done = compiling.WORTH
    if asked:
        monkeypatch.setenv("HARDLIMIT_NUMBA", "1")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert compiling.compiled_pass(compiling.WORTH) is None
        assert compiling.compiled_pass(compiling.WORTH) is None
        x = iris()
        assert run_lloyd(x, x[:3]).converged
    assert len(tried) == 1
    assert len(told) == (not missing or asked)
    for warning in told:
        sentence = str(warning.message)
        assert ("no place" in sentence) is not missing
        assert "\n" not in sentence
        assert sentence.endswith("NumPy is used.")
