"""Notebooks are verified: code cells as derivations, Markdown cells as notes, row for row."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..commands import Outcome

Run = Callable[..., Outcome]

GIVEN = "> **Given.** Let $x_n$ be real for $n \\le N$; let $t$ be real.\n"
NOTES = "# Sums\n\n" + GIVEN + "\n$$\\sum_n (x_n + t) = \\sum_n x_n + N t$$\n"
CODE = """@derivation(label="K1", slug="cell", title="A cell")
def cell(d):
    n = d.index("n", d.size("N"))
    x, t = d.family("x", n.size), d.symbol("t")
    d.show(equal(total(x[n] + t, n), total(x[n], n) + t), "Add.", Algebra())
"""
IMPORTS = "%matplotlib inline\n!echo shell\nfrom hardlimit.proofs.author import *"


def notebook(indent: int | None = 1, **changes: Any) -> str:
    """A notebook with a title, notes, imports and a derivation that is false."""
    sources = [("markdown", NOTES), ("code", IMPORTS), ("code", CODE)]
    cells = [
        {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
        for kind, text in sources
    ]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **changes}
    return json.dumps(whole, indent=indent)


def test_verdicts_stand_at_the_rows_of_the_notebook(run: Run) -> None:
    text = notebook()
    Path("sums.ipynb").write_text(text)
    found = run("verify", "sums.ipynb", "--jobs", "1")
    rows = text.splitlines()
    formula = next(n for n, row in enumerate(rows, 1) if "$$" in row)
    line = next(n for n, row in enumerate(rows, 1) if "d.show" in row)
    assert found.code == 1
    assert f"sums.ipynb:{line}: K1 step 1 (Algebra) does not hold" in found.out
    assert f"sums.ipynb:{formula}" in found.out
    assert "derived" in found.out
    right = text.replace("n) + t)", "n) + t * n.size)")
    Path("sums.ipynb").write_text(right)
    assert run("verify", "sums.ipynb", "--jobs", "1").code == 0


def test_a_notebook_in_one_row_is_read(run: Run) -> None:
    Path("flat.ipynb").write_text(notebook(None))
    found = run("verify", "flat.ipynb", "--jobs", "1")
    assert found.code == 1
    assert "flat.ipynb:" in found.out
    assert "K1 step 1" in found.out


def test_what_is_no_notebook_is_refused_in_one_sentence(run: Run) -> None:
    for text in ("{}", "[1]", "not json", '{"cells": [{"cell_type": "code", "source": 3}]}'):
        Path("odd.ipynb").write_text(text)
        found = run("verify", "odd.ipynb")
        assert (found.code, "no Jupyter notebook" in found.err) == (2, True), text
    Path("odd.ipynb").write_text(notebook(cells=[]))
    assert "holds no derivation" in run("verify", "odd.ipynb").err


@pytest.mark.slow
def test_cells_are_read_each_by_itself(run: Run) -> None:
    """A quotation in another cell is not what is given, however the notebook is laid out."""
    given, quoted = "> **Given.** Let $t$ be real.\n> ", "> Suppose $t > 0$."
    for between in ([], ["code"], ["raw"]):
        for indent in (None, 1):
            texts = [given, *("pass" for _ in between), quoted, "$$ t > 0 $$"]
            kinds = ["markdown", *between, "markdown", "markdown"]
            for whole in (True, False):
                cells = [
                    {"cell_type": kind, "source": text if whole else text.splitlines(True)}
                    for kind, text in zip(kinds, texts, strict=True)
                ]
                Path("apart.ipynb").write_text(notebook(indent, cells=cells))
                found = run("verify", "apart.ipynb", "--jobs", "1")
                assert (found.code, "FALSE" in found.out) == (1, True), (between, indent, whole)


def test_what_is_no_text_is_refused_in_one_sentence(run: Run) -> None:
    cells = [{"cell_type": "markdown", "source": f"{GIVEN} \ud800"}]
    Path("odd.ipynb").write_text(notebook(cells=cells))
    found = run("verify", "odd.ipynb")
    assert (found.code, "no text that can be written" in found.err) == (2, True)


def test_the_lines_of_a_cell_stay_together(run: Run) -> None:
    """Its second line, which is a condition, stands by itself in a later cell, too."""
    condition = "> if $t > 1$."
    cells = [
        {
            "cell_type": "markdown",
            "source": f"> **Given.** Let $t, u$ be real. Suppose $u > 0$\n{condition}",
        },
        {"cell_type": "markdown", "source": "$$ u > 0 $$"},
        {"cell_type": "markdown", "source": [condition]},
    ]
    Path("split.ipynb").write_text(notebook(cells=cells))
    found = run("verify", "split.ipynb", "--jobs", "1")
    assert (found.code, "FALSE" in found.out) == (1, True), found.out


def test_cells_of_another_language_are_not_run(run: Run) -> None:
    right = CODE.replace("n) + t)", "n) + t * n.size)")
    magic = {"bash": "derivation(", "writefile mine.py": CODE, "timeit": "", "javascript": "var x;"}
    cells = [("code", IMPORTS), *(("code", f"%%{m}\n{body}") for m, body in magic.items())]
    cells.append(("code", f"%%time\n{right}"))
    text = json.dumps(
        {
            "cells": [{"cell_type": k, "metadata": {}, "source": s} for k, s in cells],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )
    Path("cells.ipynb").write_text(text)
    found = run("verify", "cells.ipynb", "--jobs", "1")
    assert found.code == 0, found.out + found.err
    assert "K1" in found.out


def test_a_cell_that_shows_what_is_checked_is_told_apart(run: Run) -> None:
    whole = json.loads(notebook())
    shown = ["from hardlimit.proofs.notebook import theorem\n", "theorem('D1')\n"]
    whole["cells"].append({"cell_type": "code", "metadata": {}, "source": shown})
    Path("shown.ipynb").write_text(json.dumps(whole))
    found = run("verify", "shown.ipynb", "--jobs", "1")
    assert found.code == 2
    assert "keep this cell in another one" in found.err
