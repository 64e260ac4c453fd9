"""Every test has a folder and a cache of its own, and a process that remembers nothing."""

from ..commands import folder, fresh, library, run

__all__ = ["folder", "fresh", "library", "run"]
