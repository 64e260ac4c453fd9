"""Files written whole or not at all, and LaTeX turned into PDF where there is TeX."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_MOST_PASSES = 4
#: Seconds of processor time for one pass of TeX, and how many times as long by the clock: a busy
#: machine makes it late, not wrong.
_SECONDS, _PATIENCE = 120, 10
_RERUN = re.compile(r"Rerun to get|There were undefined references|rerunfilecheck.*has changed")


class TexError(Exception):
    """TeX refused a document.

    Attributes:
        line: the first error line of TeX's log (``file.tex:12: Undefined control sequence.``).
    """

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def write_whole(path: Path, content: str | bytes) -> None:
    """Write ``content`` to ``path`` so that a reader sees the old file or the new one, whole.

    Text is written as UTF-8 with its line ends as they are.  A link is followed: it stays,
    and what it leads to is replaced.

    Raises:
        OSError: if the folder is missing, full or not writable, or ``path`` is a device, a
            pipe or a socket; what was there is then untouched.
    """
    path = _regular(path)
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode_of(path))
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def compile_pdf(tex_path: Path, beside: Mapping[str, str] = MappingProxyType({})) -> Path | None:
    """Compile ``tex_path`` with pdflatex and put the PDF beside it.

    ``beside`` are the texts of further files that it reads, by name.

    Returns:
        The PDF's path, or None where there is no TeX.

    Raises:
        TexError: if TeX reports an error or takes too long.
        OSError: if the PDF cannot be written.
    """
    program = shutil.which("pdflatex")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="hardlimit-") as folder:
        source = Path(folder, tex_path.name)
        shutil.copyfile(tex_path, source)
        for name, text in beside.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        for _ in range(_MOST_PASSES):
            before = _side_files(source)
            _run(program, source)
            log = source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
            if _side_files(source) == before and not _RERUN.search(log):
                break
        target = tex_path.with_suffix(".pdf")
        write_whole(target, source.with_suffix(".pdf").read_bytes())
    return target


def _regular(path: Path) -> Path:
    """Where ``path`` leads, if a file is there or may be."""
    found = Path(os.path.realpath(path))
    if found.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if os.path.lexists(found) and not found.is_file():
        raise OSError(errno.EINVAL, "it is no file that can be replaced", str(path))
    return found


def _mode_of(path: Path) -> int:
    """The permissions of the file that is replaced, else what the umask leaves of rw for all."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _side_files(source: Path) -> list[bytes]:
    files = (source.with_suffix(suffix) for suffix in (".aux", ".toc", ".out"))
    return [file.read_bytes() if file.exists() else b"" for file in files]


def _run(program: str, source: Path) -> None:
    bounded = ["sh", "-c", f'ulimit -t {_SECONDS}; exec "$@"', "sh"] if os.name == "posix" else []
    command = [
        *bounded,
        program,
        "-halt-on-error",
        "-interaction=nonstopmode",
        "-file-line-error",
        "-no-shell-escape",
        source.name,
    ]
    late = TexError(f"pdflatex did not finish {source.name} in {_SECONDS} s of processor time")
    try:
        limit = _SECONDS * _PATIENCE
        done = subprocess.run(
            command, cwd=source.parent, capture_output=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        raise late from None
    if done.returncode < 0:
        raise late
    if done.returncode:
        raise TexError(_first_error(done.stdout.decode("utf-8", errors="replace")))


def _first_error(log: str) -> str:
    for line in log.splitlines():
        if line.startswith("!") or re.match(r"\S+?:\d+: ", line):
            return line.lstrip("! ").strip()
    return "pdflatex failed without an error line"
