"""Every test has a folder and a cache of its own, and a process that remembers nothing."""

from ..commands import chapters, contents, folder, fresh, library, run

__all__ = ["chapters", "contents", "folder", "fresh", "library", "run"]
