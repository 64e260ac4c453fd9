"""A theorem as a picture, SVG or PNG: set by TeX on a page of its size, and turned into one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from ..data import TheoremReport
from .notes_tex import notes_sty, notes_tex
from .write import TexError, compile_pdf

Format = Literal["svg", "png"]
_SECONDS = 120
_PIXELS = "200"  # an inch
#: A page as large as what stands on it; labels are named, since there is nothing to refer to.
_DOCUMENT = r"""\documentclass{article}
\usepackage{hardlimit}
\pagestyle{empty}\parindent0pt
\newenvironment{theorem}[1][]{\textbf{#1.} \itshape\ignorespaces}{\par}
\renewcommand{\cite}[2][]{#1}
\renewcommand{\hlsource}[1]{\textup{(#1)} }
\renewcommand{\ref}[1]{\textup{(above)}}
\begin{document}
\setbox0\vbox{\hsize12.5cm \linewidth\hsize \textwidth\hsize \columnwidth\hsize
\input{theorem}}
\pdfpagewidth\dimexpr\wd0+20pt\relax
\pdfpageheight\dimexpr\ht0+\dp0+20pt\relax
\hoffset-1in \voffset-1in
\shipout\vbox{\kern10pt\hbox{\kern10pt\box0}}
\end{document}
"""
_Command = Callable[[str, str], list[str]]
#: What makes a picture of a PDF, by its format: the first that is there is taken.
_CONVERTERS: dict[Format, dict[str, _Command]] = {
    "svg": {
        "pdftocairo": lambda pdf, out: ["-svg", pdf, out],
        "dvisvgm": lambda pdf, out: ["--pdf", "--no-fonts", f"--output={out}", pdf],
    },
    "png": {
        "pdftocairo": lambda pdf, out: _as_png(pdf, out),
        "pdftoppm": lambda pdf, out: _as_png(pdf, out),
    },
}


def _as_png(pdf: str, out: str) -> list[str]:
    return ["-png", "-singlefile", "-r", _PIXELS, pdf, out.removesuffix(".png")]


def lacking(kind: Format) -> str:
    """Which programs are missing for pictures of this kind; empty if they are here."""
    missing = [] if shutil.which("pdflatex") else ["pdflatex"]
    if not any(map(shutil.which, _CONVERTERS[kind])):
        missing.append(" or ".join(_CONVERTERS[kind]))
    return " and ".join(missing)


def theorem_image(theorem: TheoremReport, kind: Format, version: str) -> bytes:
    """Statement and proof as a picture of this kind.

    Raises:
        TexError: if TeX or the program that turns its page into a picture fails.
    """
    with tempfile.TemporaryDirectory(prefix="hardlimit-") as folder:
        source = Path(folder, "picture.tex")
        text = notes_tex([theorem], [], version)
        source.write_text(_DOCUMENT.replace(r"\input{theorem}", text), encoding="utf-8")
        pdf = compile_pdf(source, {"hardlimit.sty": notes_sty()})
        if pdf is None:
            raise TexError("there is no pdflatex here")
        program = next(filter(shutil.which, _CONVERTERS[kind]), None)
        if program is None:
            raise TexError(f"there is no {' or '.join(_CONVERTERS[kind])} here")
        picture = pdf.with_suffix(f".{kind}")
        command = [program, *_CONVERTERS[kind][program](str(pdf), str(picture))]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise TexError(f"{program} did not finish in {_SECONDS} s") from None
        if done.returncode or not picture.exists():
            said = done.stderr.decode("utf-8", errors="replace").strip().partition("\n")[0]
            raise TexError(f"{program} fails: {said or 'it wrote nothing'}")
        return picture.read_bytes()
