"""Reading tables: what is accepted, and one sentence with line and column for what is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hardlimit.numeric.certify import BadTable, main, read_table


@pytest.mark.parametrize(
    ("text", "columns", "rows", "lines"),
    [
        ("a,b\n1,2\n3,4\n", None, [[1, 2], [3, 4]], (2, 3)),
        ("1,2\n3,4\n", None, [[1, 2], [3, 4]], (1, 2)),
        ("a;b\n1;2\n", None, [[1, 2]], (2,)),
        ("a\tb\n1\t2", None, [[1, 2]], (2,)),
        ("\ufeffa,b\r\n1,2\r\n\r\n3,4\r\n", None, [[1, 2], [3, 4]], (2, 4)),
        ('"a, or\nb",c\n1,2\n', None, [[1, 2]], (3,)),
        ("a,b,c\n1,x,3\n4,y,6\n", "a,c", [[1, 3], [4, 6]], (2, 3)),
        ("a,b,c\n1,x,3\n", "3,1", [[3, 1]], (2,)),
        ("a\n -1.5e-3 \n+.5\n1.\n", None, [[-0.0015], [0.5], [1]], (2, 3, 4)),
    ],
)
def test_tables(tmp_path: Path, text: str, columns: str | None, rows: Any, lines: Any) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    table = read_table(path, columns)
    np.testing.assert_array_equal(table.x, np.array(rows, dtype=float))
    assert table.lines == lines


BAD: list[tuple[bytes, str | None, str]] = [
    (b"", None, "line 1, column 1: the file is empty"),
    (b"\n\n \n", None, "line 1, column 1: the file is empty"),
    (b"a,b\n", None, "line 1: there is a header but no row"),
    (b"a,b\n1,2\n3\n", None, "line 3, column 2: there are 1 values, but line 1 has 2"),
    (b"a,b\n1,2\n3,4,5\n", None, "line 3, column 3: there are 3 values"),
    (b"a,b\n1,2\n3,setosa\n", None, r"line 3, column 2 \(b\): 'setosa' is not a number"),
    (b"a,b\n1,\n", None, r"line 2, column 2 \(b\): the value is missing"),
    (b"a,b\n1,NA\n", None, "the value is missing"),
    (b"a,b\n1,nan\n", None, "the value is missing"),
    (b"a,b\n1,inf\n", None, "'inf' is not a number"),
    (b"a,b\n1,1e999\n", None, "line 2, column 2 .b.: 1e999 is beyond"),
    (b"a,b\n1,1_000\n", None, "'1_000' is not a number"),
    (b"a,b\n1,0x10\n", None, "'0x10' is not a number"),
    ("a,b\n1,\uff11\n".encode(), None, "is not a number"),
    (b"a;b\n1;2,5\n", None, "'2,5' is not a number"),
    (b"a,b\n1,caf\xe9\n", None, "line 2, column 6 .bytes.: this is not UTF-8"),
    ("a,b\n1,2\n".encode("utf-16"), None, "line 1, column 1: this is UTF-16"),
    (b"a,b\n1,\x002\n", None, "line 2: there is a NUL byte"),
    (b'a,b\n1,"2\n3,4\n', None, "line 2: this is no CSV"),
    (b'a,b\n1,"2"x\n', None, "line 2: this is no CSV"),
    (b"a,b\n1,2\n", "c", "there is no column 'c'; there are: a, b"),
    (b"a,b\n1,2\n", "3", "there is no column '3'"),
    (b"a,b\n1,2\n", "1,a", "a column is asked for twice"),
    (b"a,a\n1,2\n", "a", "2 columns are called 'a'; use numbers"),
]


@pytest.mark.parametrize(("data", "columns", "message"), BAD)
def test_bad_tables(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    data: bytes,
    columns: str | None,
    message: str,
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    with pytest.raises(BadTable, match=message):
        read_table(path, columns)
    asked = [] if columns is None else ["--columns", columns]
    assert main([str(path), "--k", "1", *asked]) == 2
    error = capsys.readouterr().err
    assert error.startswith("hardlimit certify: ")
    assert error.count("\n") == 1


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="cannot be read: No such file"):
        read_table(tmp_path / "nothing.csv")
    with pytest.raises(BadTable, match="is a folder"):
        read_table(tmp_path)
    with pytest.raises(BadTable, match=r"install pyarrow|cannot be read"):
        read_table(tmp_path / "nothing.parquet")


def test_huge_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hardlimit.numeric.certify import table

    path = tmp_path / "t.csv"
    path.write_text("a\n" + "1\n" * 30)
    monkeypatch.setattr(table, "MOST_ROWS", 20)
    with pytest.raises(BadTable, match="more than 20 rows"):
        read_table(path)
    monkeypatch.setattr(table, "MOST_BYTES", 20)
    with pytest.raises(BadTable, match="larger than"):
        read_table(path)


def test_parquet(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "t.parquet"
    parquet.write_table(arrow.table({"a": [1.5, 2.5], "b": ["x", "y"], "c": [1, None]}), path)
    np.testing.assert_array_equal(read_table(path, "a").x, [[1.5], [2.5]])
    with pytest.raises(BadTable, match=r"row 1, column 2 \(b\): 'x' is not a number"):
        read_table(path)
    with pytest.raises(BadTable, match=r"row 2, column 3 \(c\): the value is missing"):
        read_table(path, "c")
    path.write_bytes(b"nonsense")
    with pytest.raises(BadTable, match="is no Parquet file"):
        read_table(path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "say how many clusters, with --k"),
        (["--k", "0"], "--k must lie between 1 and the number of points, 3"),
        (["--k", "4"], "--k must lie between 1"),
        (["--k", "2", "--epsilon", "0"], "epsilon must lie between 0 and 1/2"),
        (["--k", "2", "--epsilon", "0.5"], "epsilon must lie between 0 and 1/2"),
        (["--k", "2", "--epsilon", "small"], "epsilon must be a decimal number"),
        (["--k", "2", "--epsilon", "1e-99999"], "epsilon must be of moderate size"),
        (["--k", "2", "--sigma", "-1"], "sigma must be positive"),
        (["--k", "2", "--sigma", "0"], "sigma must be positive"),
        (["--k", "2", "--sigma", "1e200"], "sigma must lie between 1e-30 and 1e30 times"),
        (["--k", "2", "--sigma", "1e99999999"], "sigma must be of moderate size"),
        (["--k", "2", "--steps", "0"], "--steps must be at least 1"),
        (["--k", "2", "--init", "rows:1"], "--init names 1 points, but --k is 2"),
        (["--k", "2", "--init", "rows:1,9"], "--init names points beyond 1..3"),
        (["--k", "2", "--init", "rows:1,b"], "needs whole numbers"),
        (["--k", "2", "--init", "nothing.csv"], "nothing.csv cannot be read"),
        (["--k", "2", "--output", "/nowhere/c.json"], "/nowhere/c.json: No such file"),
        (["--verify", "nothing.json"], "nothing.json: No such file"),
    ],
)
def test_bad_options(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a\n0\n1\n5\n")
    assert main([str(path), *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_bad_certificates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, certificate = tmp_path / "t.csv", tmp_path / "c.json"
    data.write_text("a\n0\n1\n5\n")
    certificate.write_text("{")
    assert main([str(data), "--verify", str(certificate)]) == 2
    assert "is not JSON" in capsys.readouterr().err
    certificate.write_text(json.dumps({"format": 1}))
    assert main([str(data), "--verify", str(certificate)]) == 1
    assert capsys.readouterr().out == "refused: its format is not known.\n"
