"""Which of scikit-learn's checks of estimators ours pass, as the table of docs/estimators.md.

    python benchmarks/estimator_checks.py

Exits with 1 if any check fails.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

import sklearn
from hardlimit.numeric import GaussianMixture, KMeans, SoftKMeans
from sklearn.utils import estimator_checks

ESTIMATORS = (GaussianMixture, KMeans, SoftKMeans)
#: `check_estimator` runs these for subclasses of its own clusterers alone.
MORE = ("check_clustering", "check_clusterer_compute_labels_predict")


def results_of(estimator: Any) -> dict[str, tuple[str, str]]:
    """Return status and reason of each check, by name; of several runs the worst."""
    out: dict[str, tuple[str, str]] = {}
    for result in estimator_checks.check_estimator(estimator, on_skip=None, on_fail=None):
        name, error = str(result["check_name"]), result["exception"]
        if out.get(name, ("passed", ""))[0] == "passed":
            out[name] = (str(result["status"]), str(error) if error else "")
    if hasattr(estimator, "transform"):
        for name in MORE:
            try:
                getattr(estimator_checks, name)(type(estimator).__name__, estimator)
                out[name] = ("passed", "")
            except Exception as error:
                out[name] = ("failed", str(error))
    return out


def main() -> int:
    """Print the table."""
    warnings.simplefilter("ignore")
    found = [results_of(make()) for make in ESTIMATORS]
    names = sorted({name for results in found for name in results})
    print(f"scikit-learn {sklearn.__version__}:")
    print()
    print("| check | " + " | ".join(make.__name__ for make in ESTIMATORS) + " |")
    print("| --- " * (len(ESTIMATORS) + 1) + "|")
    for name in names:
        states = [results.get(name, ("does not apply", ""))[0] for results in found]
        print(f"| {name} | " + " | ".join(states) + " |")
    print()
    reasons = {
        f"{name}: {reason}"
        for results in found
        for name, (status, reason) in results.items()
        if status != "passed"
    }
    for line in sorted(reasons):
        print(f"* {line}")
    return int(any(status == "failed" for r in found for status, _ in r.values()))


if __name__ == "__main__":
    sys.exit(main())
