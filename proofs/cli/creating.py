"""``hardlimit new``: a folder of one's own that verifies, prints and has its CI."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from ..book.discovery import InputError
from .installed import requirement

#: The variable of a repository that says from where hardlimit is installed.
VARIABLE = "HARDLIMIT"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")

_NOTES = r"""\documentclass{article}
\usepackage{amsmath,hardlimit}
\title{TITLE}
\begin{document}
\maketitle
\section{The mean is best}
\begin{given}
  Let $x_n$ be real for $n \le N$; let $t$ be real;
  write $m = \frac{1}{N} \sum_n x_n$.
\end{given}
\begin{align*}
  \sum_n (x_n - t)^2 &= \sum_n (x_n - m)^2 + N (m - t)^2 \\
                     &\ge \sum_n (x_n - m)^2 .
\end{align*}
\end{document}
"""

_FILES = {
    "notes.tex": _NOTES,
    "pyproject.toml": '[tool.hardlimit]\nfiles = ["*.tex", "*.md"]\n',
    "README.md": """# TITLE

Every line of `notes.tex` is checked:

    pip install HERE
    hardlimit verify             # verdicts, line by line
    hardlimit verify --watch     # again after each change
    hardlimit proof --only notes.tex
""",
    ".gitignore": "build/\n",
    ".pre-commit-config.yaml": """repos:
  - repo: local
    hooks:
      - id: hardlimit
        name: derivations hold
        entry: hardlimit verify
        language: system
        pass_filenames: false
        files: \\.(tex|md|py)$
""",
    ".github/workflows/verify.yml": """name: verify
on: [push, pull_request]
jobs:
  verify:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install THERE
      - uses: actions/cache@v4
        with:
          path: ~/.cache/hardlimit
          key: hardlimit-${{ hashFiles('**/*.tex', '**/*.md', '**/*.py') }}
          restore-keys: hardlimit-
      - run: hardlimit verify --format github
""",
}


def new(name: str) -> int:
    """Make the folder; nothing that is there already is touched.

    Raises:
        InputError: if the name is none, or taken.
    """
    folder = Path(name)
    if not _NAME.fullmatch(folder.name):
        raise InputError(f"{folder.name!r} is no name for a folder: letters, digits, - and _")
    if folder.exists():
        raise InputError(f"{name} is there already")
    title = folder.name.replace("-", " ").replace("_", " ").capitalize()
    here, reached = requirement()
    # Where nobody else has that folder, the repository says by a variable what to install.
    words = {
        "TITLE": title,
        "THERE": f'"{here}"' if reached else f'"${{{{ vars.{VARIABLE} }}}}"',
        "HERE": f'"{here}"',
    }
    style = files("hardlimit.proofs.notes").joinpath("hardlimit.sty").read_text(encoding="utf-8")
    for path, text in {**_FILES, "hardlimit.sty": style}.items():
        target = folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_filled(text, words), encoding="utf-8")
        except OSError as error:
            raise InputError(f"cannot write {target}: {(error.strerror or '').lower()}") from error
    print(f"{name}/ is made: cd {name} && hardlimit verify")
    if not reached:
        print(
            f"hardlimit was installed from {here}: for others, put an address of it that pip can "
            f"reach (git+https://...) into README.md, and for CI into the variable {VARIABLE} of "
            "the repository"
        )
    return 0


def _filled(text: str, words: dict[str, str]) -> str:
    for word, said in words.items():
        text = text.replace(word, said)
    return text
