"""scikit-learn's own tests of its mixture and of its k-means, run against ours.

    python benchmarks/sklearn_suites.py [--failures]

The test modules are those of the installed scikit-learn, with our class put in the place of
theirs. What asks for something that ours does not have, or deliberately does otherwise, is
listed with the reason, and is not run. Exits with 1 if any other test fails.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import re
import sys
from dataclasses import dataclass, field
from typing import Any

import pytest
from hardlimit.numeric import GaussianMixture, KMeans

PRIVATE = "call or replace private functions and methods of theirs"
WORDING = "compare the wording of errors or of printed lines"
OTHER = "never make an estimator of ours"
SPARSE = "fit sparse matrices, which ours refuses as mixtures do"
SINGLE = "ask for results in single precision; ours are double"
ORDER = "pair precisions with the order in which their own k-means numbers the clusters"
WITHIN = "count the steps of moving empty clusters within a step, not after convergence"

#: What does not apply: a pattern for the name of the test, and why.
MIXTURE = {
    r"^test_check_(means|precisions|weights)|^test_regularisation|^test_sample$": WORDING,
    r"^test_gaussian_mixture_precisions_init\[|_does_not_estimate_": PRIVATE,
    r"^test_gaussian_mixture_precisions_init_diag": ORDER,
}
CLUSTER = {
    r"sparse|csr": SPARSE,
    r"MiniBatch|[Mm]ini_?batch": OTHER,
    r"^test_kmeans_init_auto|^test_n_init_auto|^test_sample_weight_(init|zero)": PRIVATE,
    r"^test_kmeans_verbose": WORDING,
    r"^test_float_precision": SINGLE,
    r"^test_kmeans_relocated_clusters": WITHIN,
}


@dataclass
class _Count:
    """What became of the tests of one module."""

    passed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    apart: dict[str, str] = field(default_factory=dict)


class _Plugin:
    def __init__(self, ours: Any, reasons: dict[str, str]) -> None:
        self.reasons = reasons
        self.count = _Count()
        self.made = 0
        first = ours.__init__

        @functools.wraps(first)
        def counted(estimator: Any, *args: Any, **kwargs: Any) -> None:
            self.made += 1
            first(estimator, *args, **kwargs)

        self.first = first
        ours.__init__ = counted

    def pytest_runtest_setup(self, item: Any) -> None:
        self.made = 0

    def pytest_collection_modifyitems(self, config: Any, items: list[Any]) -> None:
        kept = []
        for item in items:
            reason = next((r for p, r in self.reasons.items() if re.search(p, item.name)), None)
            if reason is None:
                kept.append(item)
            else:
                self.count.apart[item.name] = reason
        items[:] = kept

    def pytest_runtest_logreport(self, report: Any) -> None:
        name = report.nodeid.split("::")[-1]
        if report.skipped:
            self.count.skipped.append(name)
        elif report.failed:
            self.count.failed[name] = str(report.longrepr).strip().splitlines()[-1]
        elif report.when == "call" and not self.made:
            self.count.apart[name] = OTHER
        elif report.when == "call":
            self.count.passed.append(name)


def run(module_name: str, name: str, ours: Any, reasons: dict[str, str]) -> _Count:
    """Run one module of theirs with our class and return what came of it."""
    module = importlib.import_module(module_name)
    theirs = getattr(module, name)
    plugin = _Plugin(ours, reasons)

    class _Swap:
        """Parameters of tests hold the class too, so that they are looked through."""

        def pytest_generate_tests(self, metafunc: Any) -> None:
            for mark in metafunc.definition.iter_markers("parametrize"):
                values = mark.args[1] if len(mark.args) > 1 else mark.kwargs["argvalues"]
                if isinstance(values, list):
                    values[:] = [_swapped(v, theirs, ours) for v in values]

    setattr(module, name, ours)
    try:
        file = str(module.__file__)
        options = ["-q", "--no-header", "-p", "no:cacheprovider", "--tb=line", "-W", "ignore"]
        options += ["-c", "/dev/null", "--rootdir", file.rsplit("/sklearn/", 1)[0]]
        pytest.main([*options, "--no-summary", "--pyargs", module_name], plugins=[_Swap(), plugin])
    finally:
        setattr(module, name, theirs)
        ours.__init__ = plugin.first
    return plugin.count


def _swapped(value: Any, theirs: type, ours: type) -> Any:
    if isinstance(value, tuple):
        return tuple(_swapped(v, theirs, ours) for v in value)
    return ours if value is theirs else value


def main() -> int:
    """Run both and print a table, with a reason for everything that was left out."""
    parser = argparse.ArgumentParser(description="scikit-learn's own tests, against ours.")
    parser.add_argument("--failures", action="store_true", help="say how tests failed")
    args = parser.parse_args()
    import sklearn

    counts = {
        "mixture/tests/test_gaussian_mixture.py": run(
            "sklearn.mixture.tests.test_gaussian_mixture",
            "GaussianMixture",
            GaussianMixture,
            MIXTURE,
        ),
        "cluster/tests/test_k_means.py": run(
            "sklearn.cluster.tests.test_k_means", "KMeans", KMeans, CLUSTER
        ),
    }
    print(f"\nscikit-learn {sklearn.__version__}")
    for title, count in counts.items():
        print(
            f"{title}: {len(count.passed)} passed, {len(count.failed)} failed, "
            f"{len(count.skipped)} skipped by their own conditions, "
            f"{len(count.apart)} do not apply"
        )
        for name, reason in sorted(count.failed.items()):
            print(f"  failed: {name}" + (f": {reason}" if args.failures else ""))
        by_reason: dict[str, list[str]] = {}
        for name, reason in count.apart.items():
            by_reason.setdefault(reason, []).append(name)
        for reason, names in by_reason.items():
            stems = sorted({name.split("[")[0] for name in names})
            print(f"  {len(names)} {reason}: {', '.join(stems)}")
    return int(any(count.failed for count in counts.values()))


if __name__ == "__main__":
    sys.exit(main())
