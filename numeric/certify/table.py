"""Reading the columns of a CSV file, or of a Parquet file: numbers, or one clear sentence."""

import csv
import hashlib
import importlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .._checks import LARGEST_COORDINATE, FloatArray

#: More rows than this would take hours of exact arithmetic.
MOST_ROWS = 100_000
MOST_BYTES = 200_000_000
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_MISSING = {"", "na", "n/a", "nan", "null", "none", "?", "-"}


class BadTable(ValueError):
    """The file cannot be used; the message is one sentence with line and column."""


@dataclass(frozen=True, eq=False)
class Table:
    """Numbers of a file.

    Attributes:
        x: points, (N, D).
        columns: the names of the columns.
        lines: the line of each point in its file, or its number in a file without lines, (N,).
        name: the name of the file.
    """

    x: FloatArray
    columns: tuple[str, ...]
    lines: tuple[int, ...]
    name: str

    @property
    def digest(self) -> str:
        """What the numbers are, bit by bit; column names and formatting do not count."""
        shape = f"{self.x.shape}\n".encode()
        return hashlib.sha256(shape + self.x.astype("<f8").tobytes()).hexdigest()


def read_table(path: Path, columns: str | None = None) -> Table:
    """Read a table whose chosen columns are numbers.

    Args:
        path: a CSV file (comma, semicolon or tab; UTF-8; a header line or none), or Parquet.
        columns: names or numbers from 1, separated by commas; all columns by default.

    Raises:
        BadTable: for anything that is not such a table.
    """
    try:
        if path.is_dir():
            raise BadTable(f"{path} is a folder, not a file.")
        if path.suffix.lower() in (".parquet", ".pq"):
            return _parquet(path, columns)
        if path.stat().st_size > MOST_BYTES:
            raise BadTable(f"{path} is larger than {MOST_BYTES // 1_000_000} MB.")
        data = path.read_bytes()
    except OSError as error:
        raise BadTable(f"{path} cannot be read: {error.strerror or error}.") from error
    return _csv(path, _text(path, data), columns)


def _text(path: Path, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadTable(f"{path}, line 1, column 1: this is UTF-16; save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise BadTable(
            f"{path}, line {line}, column {column} (bytes): this is not UTF-8."
        ) from error
    if "\0" in text:
        before_text = text[: text.index("\0")]
        line = before_text.count("\n") + 1
        raise BadTable(f"{path}, line {line}: there is a NUL byte; this is no CSV file.")
    return text


def _csv(path: Path, text: str, wanted: str | None) -> Table:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for row in reader:
            if row and any(cell.strip() for cell in row):
                rows.append((begin, [cell.strip() for cell in row]))
            begin = reader.line_num + 1
            if len(rows) > MOST_ROWS + 1:
                raise BadTable(f"{path} has more than {MOST_ROWS} rows.")
    except csv.Error as error:
        raise BadTable(f"{path}, line {begin}: this is no CSV: {error}.") from error
    if not rows:
        raise BadTable(f"{path}, line 1, column 1: the file is empty.")
    header = not any(_is_number(cell) for cell in rows[0][1])
    first_line, first = rows[0]
    names = first if header else [f"column {i}" for i in range(1, len(first) + 1)]
    body = rows[1:] if header else rows
    if not body:
        raise BadTable(f"{path}, line {first_line}: there is a header but no row of numbers.")
    for line, row in body:
        if len(row) != len(names):
            raise BadTable(
                f"{path}, line {line}, column {min(len(row), len(names)) + 1}: there are "
                f"{len(row)} values, but line {first_line} has {len(names)}."
            )
    chosen = _chosen(path, names, wanted)
    x = np.array([[_number(path, line, names, row, i) for i in chosen] for line, row in body])
    return Table(x, tuple(names[i] for i in chosen), tuple(line for line, _ in body), path.name)


def _delimiter(text: str) -> str:
    """The separator that the first line has most of."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _chosen(path: Path, names: list[str], wanted: str | None) -> list[int]:
    """The positions of the columns that were asked for."""
    if wanted is None:
        return list(range(len(names)))
    places = []
    for part in (p.strip() for p in wanted.split(",")):
        if names.count(part) > 1:
            raise BadTable(f"{path}: {names.count(part)} columns are called {part!r}; use numbers.")
        if part in names:
            places.append(names.index(part))
        elif part.isascii() and part.isdigit() and 1 <= int(part) <= len(names):
            places.append(int(part) - 1)
        else:
            raise BadTable(f"{path}: there is no column {part!r}; there are: {', '.join(names)}.")
    if len(set(places)) < len(places):
        raise BadTable(f"{path}: a column is asked for twice.")
    return places


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _number(path: Path, line: int, names: list[str], row: list[str], place: int) -> float:
    cell = row[place]
    spot = f"{path}, line {line}, column {place + 1} ({names[place]})"
    if cell.lower() in _MISSING:
        raise BadTable(f"{spot}: the value is missing.")
    if not _is_number(cell):
        shown = cell if len(cell) <= 40 else cell[:37] + "..."
        raise BadTable(
            f"{spot}: {shown!r} is not a number; choose columns of numbers with --columns."
        )
    value = float(cell)
    if not abs(value) <= LARGEST_COORDINATE:
        raise BadTable(f"{spot}: {cell} is beyond {LARGEST_COORDINATE:g}; choose another unit.")
    return value


def _parquet(path: Path, wanted: str | None) -> Table:
    """Left to pyarrow, which is no dependency of ours."""
    try:
        reader = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise BadTable(f"{path}: to read Parquet, install pyarrow.") from error
    if not path.exists():
        raise BadTable(f"{path} cannot be read: No such file or directory.")
    try:
        table = reader.read_table(path)
    except Exception as error:
        raise BadTable(f"{path} is no Parquet file: {' '.join(str(error).split())}.") from error
    names = list(table.column_names)
    chosen = _chosen(path, names, wanted)
    if table.num_rows > MOST_ROWS:
        raise BadTable(f"{path} has more than {MOST_ROWS} rows.")
    if not table.num_rows or not chosen:
        raise BadTable(f"{path} has no rows.")
    out = np.empty((table.num_rows, len(chosen)))
    for column, place in enumerate(chosen):
        for row, value in enumerate(table.column(place).to_pylist()):
            spot = f"{path}, row {row + 1}, column {place + 1} ({names[place]})"
            if value is None:
                raise BadTable(f"{spot}: the value is missing.")
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise BadTable(f"{spot}: {value!r} is not a number.")
            if not abs(float(value)) <= LARGEST_COORDINATE:
                raise BadTable(f"{spot}: {value} is no number of moderate size.")
            out[row, column] = value
    numbers = tuple(range(1, table.num_rows + 1))
    return Table(out, tuple(names[i] for i in chosen), numbers, path.name)
