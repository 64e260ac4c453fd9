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
    if _compiled(rf"\documentclass{{{kind}}}\begin{{document}}\null\end{{document}}", tmp_path)[0]:
        pytest.skip(f"{kind}.cls, or what it needs, is not here")
    shutil.copy(STYLE, tmp_path)
    text = LECTURE.read_text(encoding="utf-8")
    if kind == "beamer":
        text = text.replace("{article}", "{beamer}").replace(
            "\\section", "\\begin{frame}\\frametitle", 1
        )
        text = text.replace("\\end{document}", "\\end{frame}\\end{document}")
    code, out = _compiled(text, tmp_path)
    assert code == 0, out
    log = (tmp_path / "lecture.log").read_text(encoding="utf-8", errors="replace")
    assert "Overfull \\hbox" not in log


def _compiled(text: str, folder: Path) -> tuple[int, str]:
    """What pdflatex returns, and the end of what it says."""
    (folder / "lecture.tex").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "lecture.tex"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout[-800:]
