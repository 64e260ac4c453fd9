"""What the tests of the search share."""

from __future__ import annotations

import pytest

from .lab import Names


@pytest.fixture
def o() -> Names:
    """Fresh declarations."""
    return Names()
