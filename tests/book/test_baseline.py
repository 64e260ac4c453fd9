"""The committed levels may only rise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hardlimit.proofs.book import baseline, discovery
from hardlimit.proofs.book.checking import checker_of
from hardlimit.proofs.book.discovery import InputError
from hardlimit.proofs.cli import verify
from hardlimit.proofs.language.levels import LEVELS
from hardlimit.proofs.report.data import Report, StepReport, TheoremReport


def _step(number: str, level: str) -> StepReport:
    return StepReport(number, "Algebra", "", "why", level, {})


def _theorem(slug: str, level: str, *steps: StepReport, **more: Any) -> TheoremReport:
    return TheoremReport(
        slug.upper(),
        slug,
        slug,
        "c",
        "",
        (),
        (),
        (),
        (),
        level,
        more.pop("cites", ()),
        steps,
        **more,
    )


GOOD = _theorem("a", "derived", _step("1", "derived"))
WEAK = _theorem("a", "tested", _step("1", "derived"), _step("2", "tested"))
BROKEN = _theorem(
    "a",
    "refuted",
    _step("1", "derived"),
    replace(_step("2", "refuted"), failure="no"),
    failure="no",
)


def test_nothing_fell() -> None:
    assert list(baseline.fallen({"a": "derived"}, [GOOD])) == []
    assert list(baseline.fallen({"a": "tested"}, [GOOD])) == []
    assert list(baseline.fallen({}, [GOOD, BROKEN])) == []


def test_which_step() -> None:
    assert list(baseline.fallen({"a": "derived"}, [WEAK])) == [
        "A a fell from derived to tested: step 2 (Algebra) is tested"
    ]
    (sentence,) = baseline.fallen({"a": "derived"}, [BROKEN])
    assert "step 2 (Algebra) is refuted" in sentence


def test_which_citation() -> None:
    citing = _theorem("b", "tested", _step("1", "derived"), cites=("a",))
    sentences = list(baseline.fallen({"b": "derived"}, [WEAK, citing]))
    assert sentences == ["B b fell from derived to tested: it cites a, which is tested"]


def test_gone() -> None:
    (sentence,) = baseline.fallen({"z": "derived"}, [GOOD])
    assert "there is no such derivation" in sentence


def test_raising_never_lowers() -> None:
    assert baseline.raised({"a": "tested"}, [GOOD]) == {"a": "derived"}
    assert baseline.raised({"a": "derived"}, [BROKEN]) == {"a": "derived"}


def test_verify_compares(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    path = tmp_path / "baseline.json"
    monkeypatch.setattr(baseline, "location", lambda: path)
    reports = {"now": [GOOD]}
    session = SimpleNamespace(Session=lambda *_, **__: None)
    monkeypatch.setattr(verify, "Session", session.Session)
    monkeypatch.setattr(verify, "resolve", lambda *_: [])
    monkeypatch.setattr(verify, "run", lambda *_, **__: Report("", (), tuple(reports["now"])))

    def run(*targets: str, update: bool = False) -> int:
        return verify.verify(targets, as_json=False, cached=False, jobs=1, update_baseline=update)

    assert run() == 0
    assert not path.exists()
    assert run(update=True) == 0
    assert baseline.read(path) == {"a": "derived"}
    reports["now"] = [WEAK]
    assert run() == 1
    assert "fell from derived to tested: step 2" in capsys.readouterr().err
    assert run(update=True) == 1
    assert baseline.read(path) == {"a": "derived"}
    assert run("a") == 0
    with pytest.raises(InputError):
        run("a", update=True)


@pytest.mark.parametrize("text", ["", "[]", '{"a": "perfect"}', '{"a": 1}', "\xff"])
def test_unreadable(text: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError):
        baseline.read(path)


def test_the_committed_baseline_lists_every_derivation() -> None:
    path = baseline.location()
    if path is None:
        pytest.skip("the sources are not here")
    known = baseline.read(path)
    assert set(known) == set(checker_of(discovery.LIBRARY).slugs())
    assert all(LEVELS.index(level) >= LEVELS.index("derived") for level in known.values())
