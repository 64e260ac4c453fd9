"""A NumPy setting under which broadcasting over short rows costs no copies."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

#: Elements. NumPy copies broadcast operands through its buffer wherever rows are shorter than
#: about half of it, which takes more than twice the time; the default is 8192.
_ELEMENTS = 1024


@contextmanager
def small_buffers() -> Iterator[None]:
    """Use small buffers inside; also a decorator. Results are the same."""
    before = np.setbufsize(_ELEMENTS)
    try:
        yield
    finally:
        np.setbufsize(before)
