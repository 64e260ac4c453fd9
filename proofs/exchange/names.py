"""The forms of the names that a file may hold: those of the language, and a few more."""

from __future__ import annotations

import re

from ..language.naming import INDEX, LABEL, NAME, SLUG

__all__ = [
    "DIGEST",
    "INDEX",
    "LABEL",
    "NAME",
    "NUMBER",
    "SLUG",
    "SOURCE",
    "TARGET",
    "WORD",
]

#: What a reference points to: a step or a hypothesis.
TARGET = re.compile(rf"{NAME.pattern}|[1-9][0-9]{{0,3}}")
#: Names among the arguments of rules: of definitions, of hypotheses, slugs, kinds of optimum.
WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")
DIGEST = re.compile(r"[0-9a-f]{24}")
#: A fraction in lowest terms; it is compared with what is rebuilt.
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,39})(/[1-9][0-9]{0,39})?")
#: Where a step is written: a relative path and a line.
SOURCE = re.compile(r"(?!.*\.\.)[^/\\:][^\\:]{0,199}:(0|[1-9][0-9]{0,6})")
