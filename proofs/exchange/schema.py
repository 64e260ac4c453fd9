"""The JSON Schema of the exchange format, drawn from the classes that are written and read.

``python -m hardlimit.proofs.exchange.schema`` prints what is published as ``schema.json``.  The
schema gives the shape; the reader also asks for the canonical text, the digests, declared
names and formulas in normal form.
"""

from __future__ import annotations

import json
import re
import sys
import types
import typing
from typing import Any

from ..language.declared import SIGNS
from ..language.vocabulary import Index
from ..rules import RULES
from ..rules.base import Ref
from . import names
from .arguments import RELATIONS, field_types
from .formulas import ARITY, BINDERS, MAX_RANK, PLAIN
from .strict import FORMAT, MAX_ITEMS, MAX_TEXT, VERSION

_PROSE = {"type": "string", "maxLength": MAX_TEXT}


def schema() -> dict[str, Any]:
    """The schema of a document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A hardlimit proof: derivations as data",
        **_object(
            format={"const": FORMAT},
            version={"const": VERSION},
            targets={**_list(_text(names.SLUG)), "minItems": 1},
            theorems=_list(_to("theorem")),
            digest={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        ),
        "$defs": {
            "theorem": _theorem(),
            "hypothesis": _object(
                name=_text(names.NAME),
                relation=_to("relation"),
                forall=_list(_to("index")),
                guard=_or_null(_to("relation")),
            ),
            "step": _object(
                number={"type": "string", "pattern": "^[1-9][0-9]*$"},
                claim=_to("relation"),
                under=_list(_to("hypothesis")),
                rule=_to("rule"),
                why=_PROSE,
                continues={"type": "boolean"},
                folded={"type": "boolean"},
                source=_text(names.SOURCE),
            ),
            "reference": _object(
                to=_text(names.TARGET), at=_list(_tuple(_to("index"), _to("formula")))
            ),
            "relation": _one_of("relation", RELATIONS),
            "rule": _one_of("rule", RULES),
            "index": _tuple({"const": "index"}, _text(names.INDEX), _text(names.NAME)),
            "range": _tuple(_text(names.INDEX), _text(names.NAME)),
            "given": {"anyOf": [_text(names.NUMBER), _list(_to("given"))]},
            "formula": _formula(),
        },
    }


def _theorem() -> dict[str, Any]:
    name, tex = _text(names.NAME), {"type": "string", "maxLength": 120}
    sign = {"enum": list(SIGNS)}
    indices = {**_list(_to("index")), "maxItems": MAX_RANK}
    return _object(
        label=_text(names.LABEL),
        slug=_text(names.SLUG),
        title=_PROSE,
        chapter=_text(names.WORD),
        summary=_PROSE,
        pitfall=_PROSE,
        references=_list(_PROSE),
        source=_text(names.SOURCE),
        sizes=_list(_object(name=name, note=_PROSE)),
        indices=_list(_to("index")),
        symbols=_list(_object(name=name, sign=sign, tex=tex, note=_PROSE)),
        families=_list(
            _object(
                name=name,
                sizes={**_list(name), "minItems": 1, "maxItems": MAX_RANK},
                sign=sign,
                values=_or_null(name),
                tex=tex,
                vector={"type": "boolean"},
                note=_PROSE,
            )
        ),
        definitions=_list(
            _object(
                name=name,
                at=indices,
                body=_to("formula"),
                tex=tex,
                vector={"type": "boolean"},
                note=_PROSE,
            )
        ),
        hypotheses=_list(_to("hypothesis")),
        examples=_list(_example()),
        goals=_list(_to("relation")),
        steps=_list(_to("step")),
        cites=_list(_object(slug=_text(names.SLUG), digest=_text(names.DIGEST))),
        digest=_text(names.DIGEST),
    )


def _example() -> dict[str, Any]:
    whole = _list(_tuple(_text(names.NAME), {"type": "integer", "minimum": 0}))
    given = _list(_tuple(_text(names.NAME), _to("given")))
    return _object(sizes=whole, values=given, indices=whole)


def _formula() -> dict[str, Any]:
    name, inner, limit = _text(names.NAME), _to("formula"), _to("range")
    index = (_text(names.INDEX), name)
    parts: dict[str, list[dict[str, Any]]] = {
        "number": [_text(names.NUMBER)],
        "pi": [],
        "symbol": [name],
        "index": [*index],
        "next": [inner],
        "entry": [name, inner],
        "mapsum": [inner, name, name, name],
        **{kind: [inner] * ARITY.get(kind, 2) for kind in PLAIN},
        **{kind: [inner, limit] for kind in BINDERS},
    }
    rest = {"entry": inner, "add": inner, "mul": inner, "sum": limit, "product": limit}
    return {
        "type": "array",
        "prefixItems": [{"enum": list(parts)}],
        "minItems": 1,
        # By cases, not by alternatives: each part of a formula is then looked at once.
        "allOf": [
            {
                "if": {"prefixItems": [{"const": kind}]},
                "then": _tuple({"const": kind}, *wanted, rest=rest.get(kind)),
            }
            for kind, wanted in parts.items()
        ],
    }


# -- pieces ----------------------------------------------------------------------------
def _one_of(key: str, kinds: dict[str, Any]) -> dict[str, Any]:
    """An object of one of the ``kinds``, whose name stands under ``key``."""
    return {
        "type": "object",
        "properties": {key: {"enum": list(kinds)}},
        "required": [key],
        "allOf": [
            {
                "if": {"properties": {key: {"const": name}}},
                "then": _object(
                    **{key: {"const": name}},
                    **{field: _of_type(hint) for field, hint in field_types(kind).items()},
                ),
            }
            for name, kind in kinds.items()
        ],
    }


def _of_type(hint: Any) -> dict[str, Any]:
    """The schema of a field of that declared type."""
    simple: dict[Any, dict[str, Any]] = {
        Any: _to("formula"),
        Ref: _to("reference"),
        Index: _to("index"),
        str: _text(names.WORD),
        int: {"type": "integer", "minimum": 0},
        bool: {"type": "boolean"},
    }
    if hint in simple:
        return simple[hint]
    inner = typing.get_args(hint)
    if isinstance(hint, types.UnionType):
        return _or_null(_of_type(inner[0]))
    if inner[1:] == (Ellipsis,):
        return _list(_of_type(inner[0]))
    return _tuple(*map(_of_type, inner))


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "maxItems": MAX_ITEMS}


def _tuple(*parts: dict[str, Any], rest: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "array",
        "prefixItems": list(parts),
        "minItems": len(parts),
        "items": False if rest is None else rest,
    }


def _text(pattern: re.Pattern[str]) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^(?:{pattern.pattern})$"}


def _to(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(part: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [part, {"type": "null"}]}


def published() -> str:
    """The text of ``schema.json``."""
    return json.dumps(schema(), indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(published())
