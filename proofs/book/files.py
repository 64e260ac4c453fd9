"""Files that somebody names: which are read, and what is said of one that holds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..report.lines import NoteLine
from .discovery import NOTES, InputError, NothingHeld, NothingRead, is_notes, shown_path
from .notebooks import SUFFIX as NOTEBOOK
from .notebooks import NotANotebook, files_of

_FILES = (
    "a file of derivations ends in .py, notes in .tex or .md, a notebook in .ipynb "
    "(exported .json is for 'hardlimit recheck')"
)


def read_files(path: Path) -> list[Path]:
    """The file itself, or of a notebook those that its cells are written to.

    Raises:
        InputError: if there is no such file, its kind is not read, or it is a notebook without
            derivations.
    """
    shown = shown_path(path)
    if path.is_dir():
        raise InputError(f"{shown} is a folder; name a file of derivations")
    if not path.is_file():
        raise InputError(f"there is no file {shown}")
    if path.suffix != NOTEBOOK:
        if path.suffix.lower() not in (".py", *NOTES):
            raise InputError(f"{shown} is not read: {_FILES}")
        return [path]
    try:
        files = files_of(path)
    except NotANotebook as error:
        raise InputError(f"{shown}: {error}") from None
    if not files:
        raise NothingHeld(
            f"{shown} holds no derivation: it needs a code cell with @derivation(...) or a "
            "Markdown cell with a block > **Given.**"
        )
    return files


def nothing_in(path: Path, lines: Sequence[NoteLine]) -> InputError:
    """Why a file has no derivation, and what would make one; ``lines`` are those of notes."""
    head = f"{shown_path(path)} holds no derivation; "
    if not is_notes(path):
        return NothingHeld(f"{head}decorate a function with @derivation(...)")
    if lines and "no block" not in lines[0].error:
        said = f"of what it says nothing was understood: {lines[0].error}"
        more = f"; of {len(lines) - 1} more hardlimit verify tells" if len(lines) > 1 else ""
        return NothingRead(f"{head}{said}{more}", path)
    told = f" ({lines[0].error})" if lines else ""
    block = "> **Given.**" if path.suffix != ".tex" else r"\begin{given}"
    how = f"it needs a block {block} that says what is given, and a formula below it{told}"
    return NothingHeld(f"{head}{how}")
