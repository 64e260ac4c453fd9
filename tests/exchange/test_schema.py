"""The published schema is the one that the code draws, and documents obey it."""

from __future__ import annotations

import copy
import re
from importlib.resources import files
from typing import Any

import pytest
from hardlimit.proofs.exchange.schema import published, schema

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def test_published() -> None:
    assert (files("hardlimit.proofs.exchange") / "schema.json").read_text() == published()


def _fits(value: Any, rule: Any, root: Any) -> bool:
    """Whether ``value`` obeys ``rule``: the part of JSON Schema that the schema uses."""
    if isinstance(rule, bool):
        return rule
    if "$ref" in rule:
        return _fits(value, root["$defs"][rule["$ref"].rpartition("/")[2]], root)
    if "const" in rule:
        return type(value) is type(rule["const"]) and value == rule["const"]
    kind = rule.get("type")
    if kind == "integer":
        return type(value) is int and value >= rule["minimum"]
    checks = [
        kind is None or isinstance(value, TYPES[kind]),
        "enum" not in rule or value in rule["enum"],
        "anyOf" not in rule or any(_fits(value, part, root) for part in rule["anyOf"]),
    ]
    if not all(checks):
        return False
    if isinstance(value, str):
        short = len(value) <= rule.get("maxLength", len(value))
        return short and bool(re.search(rule.get("pattern", ""), value))
    if isinstance(value, dict):
        known = rule.get("properties", {})
        closed = rule.get("additionalProperties", True) or set(value) <= set(known)
        whole = closed and set(rule.get("required", ())) <= set(value)
        if not whole or not all(_fits(v, known.get(k, True), root) for k, v in value.items()):
            return False
    if isinstance(value, list):
        first = rule.get("prefixItems", [])
        long = rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value))
        rest = all(_fits(v, rule.get("items", True), root) for v in value[len(first) :])
        if not long or not rest or not all(map(_fits, value, first, [root] * len(first))):
            return False
    return all(
        not _fits(value, part["if"], root) or _fits(value, part["then"], root)
        for part in rule.get("allOf", ())
    )


def test_documents_obey(document: dict[str, Any]) -> None:
    assert _fits(document, schema(), schema())


@pytest.mark.parametrize("where", ["theorems", "steps", "rule", "claim", "lhs"])
def test_others_do_not(where: str, document: dict[str, Any]) -> None:
    bad = copy.deepcopy(document)
    step = bad["theorems"][-1]["steps"][0]
    if where == "theorems":
        bad["theorems"][0]["level"] = "proved"
    elif where == "steps":
        del step["why"]
    elif where == "lhs":
        step["claim"]["lhs"] = ["eval", "1"]
    else:
        step[where] = {where: "Nothing"}
    assert not _fits(bad, schema(), schema())
