"""How claims are read: short decimals, and one error for what is wrong."""

from __future__ import annotations

import re
from fractions import Fraction

_DECIMAL = re.compile(r"-?\d{1,40}(\.\d{1,40})?(e-?\d{1,4})?", re.ASCII)


class Refused(Exception):
    """The certificate is wrong, or does not belong to the data; the message says where."""


def decimal(text: str) -> Fraction:
    """The number that a short decimal is.

    Raises:
        ValueError: if it is none; long ones could take all time there is.
    """
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise ValueError(f"{text!r} is no short decimal")
    return Fraction(text)
