"""What the kernel tests share."""

from __future__ import annotations

import pytest

from .names import Names


@pytest.fixture
def o() -> Names:
    """Fresh declarations."""
    return Names()
