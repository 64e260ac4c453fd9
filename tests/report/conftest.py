"""The report that the renderers' tests share: written by hand in ``report.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hardlimit.proofs.report.data import (
    ChapterReport,
    CrossCheckReport,
    DeclarationReport,
    FurtherReport,
    KernelReport,
    ObligationReport,
    Report,
    StepReport,
    TheoremReport,
    WitnessReport,
)

from ..browser import Browser


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _step(table: dict[str, Any], place: int) -> StepReport:
    fields = _tuples(table)
    fields["obligations"] = tuple(ObligationReport(**duty) for duty in table.get("obligations", ()))
    fields["witnesses"] = {
        "instances": WitnessReport("accepts", 240, "sizes 1, 2, 3, 5; 60 with ties"),
        "rule": WitnessReport("accepts", 1, "residue $0$"),
        "kernel": WitnessReport("accepts" if table["level"] == "proved" else "absent"),
    }
    claim = f"{table['lhs']} {table['relation']} {table['rhs']}"
    rule = table.get("reason", "").replace(" ", "_")
    return StepReport(claim=claim, rule=rule, file="derivations/a.py", line=40 + place, **fields)


def _declaration(item: str | dict[str, str]) -> DeclarationReport:
    return DeclarationReport(item) if isinstance(item, str) else DeclarationReport(**item)


def _theorem(table: dict[str, Any]) -> TheoremReport:
    fields = dict.fromkeys(("given", "definitions", "hypotheses", "cites"), ()) | _tuples(table)
    for name in ("given", "definitions"):
        fields[name] = tuple(map(_declaration, fields[name]))
    fields["steps"] = tuple(_step(step, place) for place, step in enumerate(table.get("steps", ())))
    if "crosscheck" in table:
        fields["crosscheck"] = CrossCheckReport(**table["crosscheck"])
    return TheoremReport(**fields)


@pytest.fixture(scope="session")
def report() -> Report:
    """Three chapters, six theorems, every level."""
    table = tomllib.loads(Path(__file__).with_name("report.toml").read_text(encoding="utf-8"))
    return Report(
        version=table["version"],
        chapters=tuple(ChapterReport(**chapter) for chapter in table["chapters"]),
        theorems=tuple(map(_theorem, table["theorems"])),
        notes=tuple(table["notes"]),
    )


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One for all tests: to start it is what costs."""
    found = Browser(tmp_path_factory.mktemp("browser"))
    yield found
    found.close()


_COMMENT = """For all sigma:

- mu <= 2 sigma^2,
  and more;
- pi is what it was.

    ln det A
    <= 0"""


@pytest.fixture(scope="session")
def in_coq(report: Report) -> Report:
    """The first theorem of it, proved in Coq, and one that is proved in Coq alone."""
    shown = report.theorems[0]
    kernel = KernelReport(
        shown.slug,
        shown.digest,
        module="T_steiner_identity",
        declarations=("Variable N : nat.",),
        statements=("forall n, n <= N -> R",),
        axioms=("classic",),
        complete=True,
    )
    first = replace(shown, kernel=kernel, level="proved")
    alone = FurtherReport("D9", "Steps_2", "Steps & limits", _COMMENT, "Theorem t : 0 < 1.")
    return replace(report, theorems=(first,), further=(alone,))
