"""The one gate: a derivation goes in; a theorem comes out, or the reason why not."""

from .gate import Checked, CheckedStep, Theorem, check

__all__ = ["Checked", "CheckedStep", "Theorem", "check"]
