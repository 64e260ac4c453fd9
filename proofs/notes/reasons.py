r"""Reasons that an author gives: ``by Unfold(r)``, ``by (2)``, ``by definition of $r$``, or prose.

Only the name of a rule with definitions, hypotheses and lines as its arguments is understood;
anything else is prose, which says nothing to the checker and stands beside the line.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from ..exchange.arguments import field_types
from ..rules import WORDS, Algebra, Ref
from ..rules.base import Rule
from .names import Names, read_written, starts_name
from .places import NotUnderstood, Source
from .tokens import Stream

_RULE = re.compile(r"\s*(?:by|using)?\s*(?P<name>[A-Za-z]{3,24})\s*(?:\((?P<args>.*)\))?\s*\.?\s*")
_BY_DEFINITION = re.compile(r".*\bdefinitions?\s+of\s+(?P<names>.+)", re.IGNORECASE)
_BY_LINE = re.compile(r"\(?\s*(?:\\(?:eq)?ref\{)?(?P<label>[^{}()]+?)\}?\s*\)?")
_NAMED = {word.lower(): named for word, named in WORDS.items()}
MAX_REASON = 300


def read_reason(why: str, names: Names, labels: Mapping[str, str]) -> Rule | None:
    """The rule that ``why`` names, or None where it is prose.

    ``labels`` are the numbers of earlier lines by their labels.

    Raises:
        NotUnderstood: if a rule is named with arguments that are none of its own.
    """
    if len(why) > MAX_REASON:
        return None
    found = _RULE.fullmatch(why)
    named = _NAMED.get(found["name"].lower()) if found else None
    if named is None or found is None:
        return _definition(why, names)
    arguments = [a.strip() for a in (found["args"] or "").split(",") if a.strip()]
    return _made(*named, arguments, names, labels)


def _definition(why: str, names: Names) -> Rule | None:
    said = _BY_DEFINITION.fullmatch(why.strip().rstrip("."))
    if said is None:
        return None
    found = [_defined(word, names) for word in re.split(r",|\band\b", said["names"])]
    known = tuple(name for name in found if name is not None)
    return Algebra(known) if known and len(known) == len(found) else None


def _defined(word: str, names: Names) -> str | None:
    """The definition that ``word`` (LaTeX, or its plain name) names."""
    bare = word.strip().strip("$").strip()
    if bare in names.context.definitions:
        return bare
    stream = Stream(Source(bare), 0, len(bare))
    try:
        if not starts_name(stream):
            return None
        written = read_written(stream)
    except NotUnderstood:
        return None
    found = names.matching(written)
    done = not stream.peek() and bool(found) and found[0][0].kind == "definition"
    return found[0][0].name if done else None


def _made(
    rule: type[Rule],
    given: dict[str, Any],
    arguments: list[str],
    names: Names,
    labels: Mapping[str, str],
) -> Rule:
    refs: list[Ref] = []
    defined: list[str] = []
    for argument in arguments:
        said = _BY_LINE.fullmatch(argument)
        label = said["label"].strip() if said else argument
        if label in labels:
            refs.append(Ref(labels[label]))
        elif label.replace("-", "_") in names.context.hypotheses:
            refs.append(Ref(label.replace("-", "_")))
        else:
            name = _defined(argument, names)
            if name is None:
                raise NotUnderstood(
                    f"{argument!r} is no definition, hypothesis or labelled line above", 0
                )
            defined.append(name)
    values = dict(given)
    kinds = field_types(rule)
    for item in dataclasses.fields(rule):
        kind = kinds[item.name]
        if item.name == "names":
            values["names"], defined = tuple(defined), []
        elif kind == tuple[Ref, ...]:
            values[item.name], refs = tuple(refs), []
        elif kind in (Ref, Ref | None) and refs:
            values[item.name] = refs.pop(0)
        elif item.name == "parts":
            values["parts"], refs = tuple((ref, 1, ()) for ref in refs), []
    if refs or defined:
        raise NotUnderstood(f"{rule.__name__} does not take {len(arguments)} such arguments", 0)
    try:
        return rule(**values)
    except TypeError:
        raise NotUnderstood(f"{rule.__name__} needs what it rests on", 0) from None
