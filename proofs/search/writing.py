"""Rules as an author writes them, so that a found reason can be put into a file."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.context import Context
from ..language.vocabulary import Index
from ..language.wording import in_latex, written
from ..rules import WORDS, Cite, Combine
from ..rules.base import Ref, Rule
from ..rules.combining import Adding

#: Rules that take their arguments one after the other (:mod:`..book.reasons`).
_PLAIN = frozenset(
    (
        *("ByHypothesis", "Cases", "Chain", "Gap", "Gradient", "KnownIndicators", "LimitLaws"),
        *("LinearRoot", "LogLaws", "Rewrite", "Unfold"),
    )
)


def written_rule(rule: Rule, context: Context | None = None) -> str:
    """``rule`` as Python for an author, declared names as they are.

    >>> from hardlimit.proofs.rules import Algebra
    >>> written_rule(Algebra(("r",), logs=True))
    'LogLaws("r")'
    """
    if in_latex():
        return type(rule).__name__ if isinstance(rule, Adding) else rule.name
    if isinstance(rule, Combine) and rule.parts and not rule.tangents:
        return _combine(rule, context)
    if isinstance(rule, Adding) and rule.name != "Gap":
        return _touching(rule, context)
    if rule.name in _PLAIN:
        return f"{rule.name}({', '.join(_plain(rule, context))})"
    plain = not isinstance(rule, Cite)
    parts = []
    for item in dataclasses.fields(rule):
        value = getattr(rule, item.name)
        if item.default is not dataclasses.MISSING and value == item.default:
            plain = False
            continue
        text = _argument(value, context)
        parts.append(text if plain or item.name == "slug" else f"{item.name}={text}")
    return f"{rule.name}({', '.join(parts)})"


def _plain(rule: Rule, context: Context | None) -> Iterator[str]:
    """The arguments one after the other: formulas, lines and names; then what is switched on."""
    switched, given = [], WORDS.get(rule.name, (None, {}))[1]
    for item in dataclasses.fields(rule):
        value = getattr(rule, item.name)
        if item.name in given:
            continue
        if isinstance(value, bool):
            switched += [f"{item.name}=True"] if value else []
        elif isinstance(value, tuple):
            yield from (_argument(part, context) for part in value)
        elif value is not None:
            yield _argument(value, context)
    yield from switched


def _touching(rule: Adding, context: Context | None) -> str:
    parts = [_argument(rule.tangents, context)]
    switched = {"parts": rule.parts, "gap": rule.gap, "names": rule.names}
    parts += [f"{name}={_argument(value, context)}" for name, value in switched.items() if value]
    return f"{rule.name}({', '.join(parts + ['logs=False'] * (not rule.logs))})"


def _combine(rule: Combine, context: Context | None) -> str:
    lines = []
    for ref, factor, over in rule.parts:
        if over:
            lines.append(
                f"({_ref(ref, context)}, {_argument(factor, context)}, {_tuple(over, context)})"
            )
        elif factor == 1:
            lines.append(_ref(ref, context))
        else:
            lines.append(f"({_ref(ref, context)}, {_argument(factor, context)})")
    if rule.gap != 0:
        lines.append(f"gap={_argument(rule.gap, context)}")
    if rule.names:
        lines.append(f"names={_argument(rule.names, context)}")
    if rule.logs:
        lines.append("logs=True")
    return f"combine({', '.join(lines)})"


def _argument(value: Any, context: Context | None) -> str:
    if isinstance(value, Ref):
        return _ref(value, context)
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return _tuple(value, context)
    if isinstance(value, sp.Basic):
        return written(value, context) if not isinstance(value, Index) else value.name
    return repr(value)


def _tuple(values: Any, context: Context | None) -> str:
    inside = ", ".join(_argument(v, context) for v in values)
    return f"({inside},)" if len(values) == 1 else f"({inside})"


def _ref(ref: Ref, context: Context | None) -> str:
    text = f'Ref("{ref.target}")'
    if not ref.indices:
        return text
    change = ", ".join(f"{_argument(i, context)}: {_argument(v, context)}" for i, v in ref.indices)
    return f"{text}.at({{{change}}})"
