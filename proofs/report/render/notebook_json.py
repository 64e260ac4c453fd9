"""A Jupyter notebook (nbformat 4.5) that goes through theorems, written by hand as JSON.

Its cells show each theorem and its lines anew, checked where the notebook is run; the words are
those of :mod:`.markdown`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from ..data import TheoremReport
from . import outline
from .markdown import line_markdown, theorem_markdown

_OPENING = """\
Each cell of code shows what stands above it, with its checked steps; *derived* and *proved* say \
how far it can be trusted. It needs the package `hardlimit`, and nothing else."""


def notebook(theorems: Sequence[TheoremReport], file: str = "") -> str:
    """The notebook as JSON.

    Args:
        theorems: what it goes through, in order.
        file: the file that they are in; those of the book have none.
    """
    source = f", file={file!r}" if file else ""
    cells = [_words(_OPENING), _code("from hardlimit.proofs.notebook import theorem")]
    for found in theorems:
        name = re.sub(r"\W", "_", found.label)
        name = name if name.isidentifier() else f"T_{name}"
        bare = TheoremReport(**{**vars(found), "steps": ()})
        cells += [
            _words(theorem_markdown(bare, heading="##")),
            _code(f"{name} = theorem({found.slug!r}{source})\n{name}"),
        ]
        for line in outline.lines(found):
            cells += [_words(line_markdown(found, line)), _code(f"{name}[{line.number}]")]
        cells.append(_code(f"{name}.holds, {name}.level"))
    whole = {
        "cells": [{"id": f"cell-{n}", **cell} for n, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _words(text: str) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.strip().splitlines(True)}


def _code(text: str) -> dict[str, object]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": text.splitlines(True),
    }
