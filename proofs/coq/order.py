"""TODO."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .goal import Goal

SCRIPTS: dict[str, Callable[[Goal, Any], str]] = {}
