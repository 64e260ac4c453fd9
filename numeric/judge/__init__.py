"""A judge for libraries: any estimator of mixtures or k-means against exact arithmetic.

    >>> from hardlimit.numeric.judge import judge
    >>> print(judge("sklearn.cluster:KMeans").text())          # doctest: +SKIP

`judge` gives a table of verdicts with the smallest data set that was found for each failure;
`main` is the command behind ``hardlimit judge``; `hardlimit.numeric.judge.fixtures` has the same
for pytest.
"""

from .command import main
from .running import Table, Verdict, judge

__all__ = ["Table", "Verdict", "judge", "main"]
