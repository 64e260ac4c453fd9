"""What is exported comes back as the same derivation."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hardlimit.proofs.book.checking import checker_of, citations
from hardlimit.proofs.book.discovery import LIBRARY
from hardlimit.proofs.book.recheck import check_again, read_document
from hardlimit.proofs.book.writing import export
from hardlimit.proofs.cli import main
from hardlimit.proofs.exchange.strict import canonical, parse, sealed
from hardlimit.proofs.kernel.digests import derivation_digest
from hardlimit.proofs.report.data import from_plain


@pytest.mark.slow
def test_every_derivation_has_an_equal_digest() -> None:
    checker = checker_of(LIBRARY)
    slugs = list(checker.slugs())
    targets, built = read_document(parse(export([(checker, slug) for slug in slugs])))
    assert targets == slugs
    digests = {derivation.slug: digest for derivation, digest in built}
    for derivation, digest in built:
        mine = checker.derivation(derivation.slug)
        assert derivation is not mine
        assert digest == derivation_digest(mine, [digests[s] for s in citations(mine)])
        assert [s.claim for s in derivation.steps] == [s.claim for s in mine.steps]
        assert [s.rule for s in derivation.steps] == [s.rule for s in mine.steps]
        assert derivation.context.definitions == mine.context.definitions
        assert derivation.context.families == mine.context.families


def test_small_documents_hold(document: dict[str, Any]) -> None:
    _, built = read_document(parse(canonical(document)))
    for (derivation, report), (_, digest) in zip(
        check_again(built, lambda: None), built, strict=True
    ):
        assert report.holds, (derivation.slug, report.failure)
        assert report.level == "derived"
        assert report.digest == digest


def test_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "gibbs.json"
    assert main(["export", "gibbs", "--output", str(file)]) == 0
    capsys.readouterr()
    assert main(["recheck", str(file), "--json"]) == 0
    report = from_plain(json.loads(capsys.readouterr().out))
    checked = checker_of(LIBRARY).check("gibbs")
    assert [t.digest for t in report.theorems] == [checked.digest]
    assert report.theorems[0].level == checked.level
    assert main(["recheck", str(file)]) == 0
    assert "assumes  Σ_c q[c] = 1" in capsys.readouterr().out


@pytest.mark.slow
def test_recheck_does_not_import_derivations(tmp_path: Path, small: bytes) -> None:
    file = tmp_path / "small.json"
    file.write_bytes(small)
    code = (
        "import sys, json, pathlib\n"
        "from hardlimit.proofs.book import recheck\nfrom hardlimit.proofs.exchange import strict\n"
        f"document = strict.parse(pathlib.Path({str(file)!r}).read_bytes())\n"
        "recheck.report(document, lambda **message: None)\n"
        "loaded = [n for n in sys.modules if n.startswith('hardlimit.derivations')]\n"
        "print(json.dumps(loaded))\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(out.stdout) == []


def test_what_is_folded_is_handed_on(document: dict[str, Any]) -> None:
    """It is how a step is shown: the digest does not cover it."""
    _, built = read_document(parse(canonical(document)))
    theorems = copy.deepcopy(document["theorems"])
    theorems[0]["steps"][0]["folded"] = True
    _, folded = read_document(sealed(document["targets"], theorems))
    assert not built[0][0].steps[0].folded
    assert folded[0][0].steps[0].folded
    assert [digest for _, digest in folded] == [digest for _, digest in built]
