"""Input made to crash, to hang, to run code or to deceive: one sentence, and no more."""

from __future__ import annotations

import copy
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hardlimit.proofs.book import recheck
from hardlimit.proofs.book.bounds import Bounds, Watch
from hardlimit.proofs.book.guard import messages
from hardlimit.proofs.book.recheck import read_document
from hardlimit.proofs.cli import main
from hardlimit.proofs.exchange.strict import FileRefused, canonical, parse, sealed
from hardlimit.proofs.language.errors import RanOut, VocabularyError
from hardlimit.proofs.language.symbols import look
from hypothesis import given, settings
from hypothesis import strategies as st

from ..sizes import draws
from .conftest import PROSE, documents

RAW = {
    "empty": b"",
    "not JSON": b"hello",
    "not an object": b"[1,2]",
    "other keys": b'{"format":"hardlimit-proof"}',
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "deep object": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "huge number": b'{"format":' + b"9" * 100_000 + b"}",
    "infinity": b'{"format":Infinity}',
    "not a number": b'{"format":NaN}',
    "large exponent": b'{"format":1e999999999}',
    "twice": b'{"format":1,"format":1}',
    "unicode": '{"format":"é"}'.encode(),
    "byte order mark": b"\xef\xbb\xbf{}",
    "zero bytes": b"\0" * 1000,
    "too long": b" " * 8_000_001,
    "pickle": b"\x80\x04\x95\x1e\x00\x00\x00",
}


@pytest.mark.parametrize("name", RAW)
def test_raw(name: str) -> None:
    with pytest.raises(FileRefused):
        parse(RAW[name])


def _tower(depth: int) -> list[Any]:
    out: list[Any] = ["symbol", "a"]
    for _ in range(depth):
        out = ["pow", ["symbol", "a"], out]
    return out


def _deep(depth: int) -> list[Any]:
    out: list[Any] = ["symbol", "a"]
    for _ in range(depth):
        out = ["exp", out]
    return out


FORMULAS: dict[str, Any] = {
    "no list": "a + b",
    "code": "__import__('os').system('true')",
    "empty": [],
    "unknown kind": ["eval", "1"],
    "kind is a list": [["add"], ["pi"]],
    "number as number": ["number", 1],
    "number as expression": ["number", "2**9"],
    "division by zero": ["number", "1/0"],
    "not in lowest terms": ["number", "2/4"],
    "41 digits": ["number", "9" * 41],
    "power of numbers": ["pow", ["number", "10"], ["number", "10000000000"]],
    "power that distributes": [
        "pow",
        ["mul", ["number", "10"], ["symbol", "a"]],
        ["number", "10000000000"],
    ],
    "power in an exponent": [
        "exp",
        ["mul", ["number", "10000000000"], ["log", ["number", "2"]]],
    ],
    "huge exponent": ["pow", ["symbol", "a"], ["number", "9" * 40]],
    "tower": _tower(200),
    "deep": _deep(100),
    "wide": ["add", *[["pow", ["symbol", "a"], ["number", str(n)]] for n in range(1, 5000)]],
    "sum of one": ["add", ["symbol", "a"]],
    "unsorted": ["add", ["symbol", "b"], ["symbol", "a"]],
    "like terms": ["add", ["symbol", "a"], ["symbol", "a"]],
    "undeclared": ["symbol", "sigma"],
    "undeclared size": ["sum", ["symbol", "a"], ["n", "N"]],
    "undeclared family": ["entry", "x", ["index", "n", "N"]],
    "a million indices": ["entry", "x", *[["pi"]] * 1_000_000],
    "no range": ["sum", ["symbol", "a"]],
    "log of zero": ["log", ["number", "0"]],
    "division by nothing": ["pow", ["number", "0"], ["number", "-1"]],
    "imaginary": ["pow", ["number", "-1"], ["number", "1/2"]],
    "no assignment": ["mapsum", ["pi"], "a", "N", "K"],
    "next of a number": ["next", ["number", "1"]],
}


def _with_goal(formula: Any) -> bytes:
    document = copy.deepcopy(documents()["square"])
    document["theorems"][0]["goals"][0]["lhs"] = formula
    return canonical(sealed(document["targets"], document["theorems"]))


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMULAS)
def test_formulas(name: str) -> None:
    begun = time.process_time()
    with pytest.raises(FileRefused):
        read_document(parse(_with_goal(FORMULAS[name])))
    assert time.process_time() - begun < 10


def _cycle(theorems: list[Any]) -> None:
    theorems.reverse()


def _itself(theorems: list[Any]) -> None:
    theorems[1]["steps"][0]["rule"]["slug"] = theorems[1]["cites"][0]["slug"] = "cites"


def _control(theorems: list[Any]) -> None:
    theorems[0]["title"] = "\x1b[2J"


def _override(theorems: list[Any]) -> None:
    theorems[0]["title"] = "a \u202e b"


def _two_lines(theorems: list[Any]) -> None:
    theorems[0]["title"] = "A square\n1 theorem, 1 step: all hold"


def _surrogate(theorems: list[Any]) -> None:
    theorems[0]["title"] = "\ud800"


def _tex(theorems: list[Any]) -> None:
    theorems[0]["symbols"][0]["tex"] = r"\input{/etc/passwd}"


def _homograph(theorems: list[Any]) -> None:
    theorems[0]["symbols"][0]["name"] = "а"  # a letter of another alphabet


def _rule(theorems: list[Any]) -> None:
    theorems[0]["steps"][0]["rule"] = {"rule": "Rule"}


def _attribute(theorems: list[Any]) -> None:
    theorems[0]["steps"][0]["rule"] = {"rule": "__class__"}


def _path(theorems: list[Any]) -> None:
    theorems[0]["source"] = "/etc/passwd:1"


def _extra(theorems: list[Any]) -> None:
    theorems[0]["level"] = "proved"


def _again(theorems: list[Any]) -> None:
    theorems.append(theorems[0])


def _many(theorems: list[Any]) -> None:
    theorems[0]["references"] = ["x"] * 100_000


CHANGES = (
    *(_cycle, _itself, _control, _override, _two_lines, _surrogate, _tex, _homograph, _rule),
    *(_attribute, _path, _extra, _again, _many),
)


@pytest.mark.parametrize("change", CHANGES)
def test_documents(change: Callable[[list[Any]], None]) -> None:
    document = copy.deepcopy(documents()["cites"])
    change(document["theorems"])
    with pytest.raises(FileRefused):
        read_document(parse(canonical(sealed(document["targets"], document["theorems"]))))


def test_tex_of_letters() -> None:
    for tex in (r"\mu'", r"\bar{x}", r"F_{\sigma}(\boldsymbol{\mu})", "N"):
        look(tex)
    bad = (r"\write18{x}", "a}{b", "{", "", "$x$", "%", r"\\", "^^41", r"\def\x{}", "x" * 200)
    for tex in bad:
        with pytest.raises(VocabularyError):
            look(tex)


@settings(max_examples=draws(150), deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    with pytest.raises(FileRefused):
        parse(data)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)


@settings(max_examples=draws(120), deadline=None)
@given(st.sampled_from(sorted(documents()["cites"]["theorems"][1])), _json)
def test_any_data_in_any_field(key: str, value: Any) -> None:
    document = copy.deepcopy(documents()["cites"])
    before = document["theorems"][1][key]
    document["theorems"][1][key] = value
    data = canonical(sealed(document["targets"], document["theorems"]))
    try:
        read_document(parse(data))
    except FileRefused:
        return
    assert value == before or key in PROSE


# -- bounds ----------------------------------------------------------------------------
def _forever(document: Any, say: Any) -> None:
    while True:
        time.sleep(1)


def _all_memory(document: Any, say: Any) -> None:
    held = []
    while True:
        held.append(bytes(50_000_000))


def _recursion(document: Any, say: Any) -> None:
    _recursion(document, say)


def _death(document: Any, say: Any) -> None:
    os._exit(3)


def _bug(document: Any, say: Any) -> None:
    raise ValueError("a fault of ours")


@pytest.mark.skipif(sys.platform != "linux", reason="the stand-ins are inherited by fork")
@pytest.mark.parametrize("work", [_forever, _all_memory, _recursion, _death, _bug])
def test_bounds(work: Any, small: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recheck, "report", work)
    monkeypatch.setattr(Watch, "PATIENCE", 1.0)
    with pytest.raises(RanOut, match="undecided"):
        list(messages(small, Bounds(step_seconds=1.5, total_seconds=3, memory=2 * 2**30)))


@pytest.mark.skipif(sys.platform != "linux", reason="the stand-ins are inherited by fork")
def test_a_step_without_end_is_undecided(
    small: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def slow(built: Any, progress: Any) -> Any:
        progress()
        time.sleep(60)
        yield None

    monkeypatch.setattr(recheck, "check_again", slow)
    monkeypatch.setattr(Watch, "PATIENCE", 1.0)
    file = tmp_path / "small.json"
    file.write_bytes(small)
    assert main(["recheck", str(file), "--seconds", "1", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [t["level"] for t in report["theorems"]] == ["unchecked", "unchecked"]
    assert report["theorems"][0]["failure"].startswith("undecided")


def test_exit_codes(small: bytes, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "small.json"
    file.write_bytes(small)
    assert main(["recheck", str(file)]) == 0
    file.write_bytes(small.replace(b"About", b"aboUt"))
    assert main(["recheck", str(file)]) == 2
    assert main(["recheck", str(tmp_path)]) == 2
    assert main(["recheck", str(tmp_path / "none")]) == 2
    assert main(["export", "no-such-derivation"]) == 2
    assert "Traceback" not in capsys.readouterr().err
