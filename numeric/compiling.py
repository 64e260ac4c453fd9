"""When Lloyd's algorithm is compiled: never at import, never in a small fit, and not unasked for.

Numba is an extra, `hardlimit[fast]`. Where it is installed, a fit loads the compiled pass after it
and others in this process have done as much with NumPy as compiling costs, and only if it has
itself done an eighth of that. Once loaded it serves all fits of the process. What is
compiled is kept on disk. `HARDLIMIT_NUMBA=0` in the environment switches it off, `=1` loads it at
the first fit, whatever its size.
"""

from __future__ import annotations

import importlib
import os
import warnings
from types import ModuleType

#: Products that NumPy does in the time of compiling, about five seconds.
WORTH = 2.0**35
#: Of these, what a point costs beside the product with the centres.
POINT = 512
#: A fit that has done less than this is small.
LARGE = WORTH / 8


class _Loader:
    """What has been done in this process with NumPy, and the compiled pass where it is loaded."""

    def __init__(self) -> None:
        self.done = 0.0
        self._module: ModuleType | None = None
        self._failed = False

    def module(self, own: float) -> ModuleType | None:
        """The compiled pass for a fit that has done `own` with NumPy, or None."""
        asked = os.environ.get("HARDLIMIT_NUMBA", "")
        if asked == "0" or self._failed:
            return None
        if self._module is None and (asked == "1" or (self.done >= WORTH and own >= LARGE)):
            self._load(asked == "1")
        return self._module

    def _load(self, asked: bool) -> None:
        try:
            self._module = importlib.import_module(".._compiled", __name__)
        except ModuleNotFoundError:
            self._failed = True
            if asked:
                _warn("Numba is not installed (pip install 'hardlimit[fast]')")
        except Exception as error:
            self._failed = True
            _warn(f"Numba cannot compile it here ({str(error).splitlines()[0]})")


def _warn(why: str) -> None:
    warnings.warn(f"Lloyd's algorithm is not compiled: {why}. NumPy is used.", stacklevel=4)


_LOADER = _Loader()


def compiled_pass(own: float) -> ModuleType | None:
    """Return `_compiled` if it is to be used by a fit that has done `own` with NumPy so far."""
    return _LOADER.module(own)


def counted(rows: int, size: int, dimension: int) -> float:
    """Count what a pass over so many rows does with NumPy, and return it."""
    work = float(rows) * (size * dimension + POINT)
    _LOADER.done += work
    return work
