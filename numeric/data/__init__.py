"""Two small classical data sets; their origins are in SOURCES.md beside this file."""

from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt


@cache
def old_faithful() -> npt.NDArray[np.float64]:
    """Return 272 eruptions of Old Faithful: duration and waiting time in minutes, (272, 2).

    The array is shared between calls and read-only.
    """
    return _load("old_faithful.csv")


@cache
def iris() -> npt.NDArray[np.float64]:
    """Return Anderson's iris measurements in cm, (150, 4), without the species labels.

    Sepal length and width, petal length and width. The array is shared and read-only.
    """
    return _load("iris.csv")


def _load(name: str) -> npt.NDArray[np.float64]:
    with resources.files(__name__).joinpath(name).open(encoding="utf-8") as lines:
        table = np.loadtxt(lines, delimiter=",", skiprows=1, dtype=np.float64)
    table.setflags(write=False)
    return table
