"""hardlimit.sty: a block of givens in print."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import hardlimit.proofs.notes as room
import pytest

from ..commands import PATIENCE

STYLE = Path(str(next(iter(room.__path__)))) / "hardlimit.sty"
LECTURE = Path(__file__).parent / "lectures" / "em-means.tex"


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex here")
@pytest.mark.parametrize("kind", ["article", "beamer"])
def test_a_lecture_compiles_without_overfull_boxes(kind: str, tmp_path: Path) -> None:
    found = subprocess.run(["kpsewhich", f"{kind}.cls"], capture_output=True, check=False)
    if found.returncode:
        pytest.skip(f"there is no {kind}.cls here")
    shutil.copy(STYLE, tmp_path)
    text = LECTURE.read_text(encoding="utf-8")
    if kind == "beamer":
        text = text.replace("{article}", "{beamer}").replace(
            "\\section", "\\begin{frame}\\frametitle", 1
        )
        text = text.replace("\\end{document}", "\\end{frame}\\end{document}")
    (tmp_path / "lecture.tex").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "lecture.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-800:]
    log = (tmp_path / "lecture.log").read_text(encoding="utf-8", errors="replace")
    assert "Overfull \\hbox" not in log
