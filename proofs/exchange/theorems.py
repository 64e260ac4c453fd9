"""A derivation as plain data, and back.

The data holds all that the author wrote, prose included, and no code: cross-checks with NumPy
functions are left out.  Reading declares every name as an author does, and ends by writing
the result down again, which must give the very same data.  This is the one door: what an
author's file hands over passes it, too (:func:`plain_body`, :func:`read_body`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import PurePath
from typing import Any

from ..instances.examples import Example
from ..kernel.derivation import Derivation, Step
from ..kernel.digests import derivation_digest
from ..language.claims import Claim, Hypothesis
from ..language.context import Definition, Family
from ..language.declarations import Declarations
from ..language.declared import SIGNS
from ..language.errors import HardlimitError, VocabularyError
from ..language.symbols import look
from .arguments import plain_relation, plain_rule, read_relation, read_rule
from .formulas import MAX_RANK, FormulaReader, plain_formula
from .names import DIGEST, LABEL, NAME, NUMBER, SLUG, SOURCE, WORD
from .strict import FileRefused, flag, items, line, prose, record, whole, word

_BODY = (
    *("label", "slug", "title", "chapter", "summary", "pitfall", "references", "source"),
    *("sizes", "indices", "symbols", "families", "definitions", "hypotheses", "examples"),
    *("goals", "steps"),
)
_STEP = ("number", "claim", "under", "rule", "why", "continues", "folded", "source")


def plain_body(derivation: Derivation, *, unsaid: bool = False) -> dict[str, Any]:
    """``derivation`` as plain data, without digests.

    ``unsaid``: reasons may be left out, as in what an author hands over; a document has all.

    Raises:
        HardlimitError: if it has a part that the format does not know.
    """
    context = derivation.context
    return {
        "label": derivation.label,
        "slug": derivation.slug,
        "title": derivation.title,
        "chapter": derivation.chapter,
        "summary": derivation.summary,
        "pitfall": derivation.pitfall,
        "references": list(derivation.references),
        "source": _plain_source(derivation.file, 0),
        "sizes": [{"name": n, "note": context.size_notes[n]} for n in context.sizes],
        "indices": [plain_formula(index) for index in context.indices.values()],
        "symbols": [
            {"name": n, "sign": s.sign, "tex": s.tex, "note": s.note}
            for n, s in context.symbols.items()
        ],
        "families": [_plain_family(f) for f in context.families.values()],
        "definitions": [_plain_definition(d) for d in context.definitions.values()],
        "hypotheses": [_plain_hypothesis(h) for h in context.hypotheses.values()],
        "examples": [_plain_example(example) for example in derivation.examples],
        "goals": [plain_relation(goal) for goal in derivation.goals],
        "steps": [_plain_step(step, unsaid=unsaid) for step in derivation.steps],
    }


def plain_derivation(derivation: Derivation, cites: dict[str, str]) -> dict[str, Any]:
    """``derivation`` as plain data; ``cites`` are the digests of what it cites, by slug.

    Raises:
        HardlimitError: if it has a part that the format does not know.
    """
    return {
        **plain_body(derivation),
        "cites": [{"slug": slug, "digest": digest} for slug, digest in cites.items()],
        "digest": derivation_digest(derivation, list(cites.values())),
    }


def read_derivation(data: Any) -> tuple[Derivation, dict[str, str], str]:
    """The derivation that ``data`` stands for, the digests of what it cites, and its own.

    Raises:
        FileRefused: if it stands for none, or not for exactly this one.
    """
    *_, cites, digest = record(data, "a theorem", *_BODY, "cites", "digest")
    derivation = read_body({key: data[key] for key in _BODY})
    cited: dict[str, str] = {}
    for item in items(cites, "cites"):
        slug, value = record(item, "a citation", "slug", "digest")
        cited[word(slug, "a slug", SLUG)] = word(value, "a digest", DIGEST)
    again = plain_derivation(derivation, cited)
    if again["cites"] != cites:
        raise FileRefused(f"theorem {derivation.label}: the cites change when they are rebuilt")
    if again["digest"] != word(digest, "a digest", DIGEST):
        raise FileRefused(
            f"theorem {derivation.label}: its digest is {again['digest']}, not {digest}"
        )
    return derivation, cited, digest


def read_body(data: Any, *, unsaid: bool = False) -> Derivation:
    """The derivation that ``data``, without digests, stands for.

    ``unsaid``: reasons may be left out.

    Raises:
        FileRefused: if it stands for none, or not for exactly this one.
    """
    label, *rest = record(data, "a theorem", *_BODY)
    word(label, "a label", LABEL)
    try:
        derivation = _read(label, rest, unsaid=unsaid)
        again = plain_body(derivation, unsaid=unsaid)
    except FileRefused as error:
        raise FileRefused(f"theorem {label}: {error}") from None
    except HardlimitError as error:
        raise FileRefused(f"theorem {label} cannot be built: {error}") from None
    for key in _BODY:
        if again[key] != data[key]:
            raise FileRefused(f"theorem {label}: the {key} change when they are rebuilt")
    return derivation


def _read(label: str, rest: list[Any], *, unsaid: bool) -> Derivation:
    slug, title, chapter, summary, pitfall, references, source, *declared = rest
    *declared, examples, goals, steps = declared
    names = Declarations()
    _read_declarations(names, declared)
    reader = FormulaReader(names.context)
    found = []
    aims = tuple(read_relation(goal, reader) for goal in items(goals, "goals", 100))
    for number, item in enumerate(items(steps, "steps", 500), 1):
        try:
            found.append(_read_step(item, str(number), reader, unsaid=unsaid))
        except FileRefused as error:
            raise FileRefused(f"step {number}: {error}") from None
    return Derivation(
        label,
        word(slug, "a slug", SLUG),
        line(title, "a title"),
        word(chapter, "a chapter", WORD),
        prose(summary, "a summary"),
        names.context.snapshot(),
        aims,
        tuple(found),
        prose(pitfall, "a pitfall"),
        tuple(prose(r, "a reference") for r in items(references, "references")),
        _read_source(source)[0],
        tuple(_read_example(example) for example in items(examples, "examples", 20)),
    )


def _read_declarations(names: Declarations, declared: list[Any]) -> None:
    sizes, indices, symbols, families, definitions, hypotheses = declared
    reader = FormulaReader(names.context)
    for item in items(sizes, "sizes", 16):
        name, note = record(item, "a size", "name", "note")
        names.size(word(name, "a size", NAME), prose(note, "a note"))
    for item in items(indices, "indices", 100):
        index = reader.index(item)
        names.index(word(index.name, "a declared index", NAME), index.size)
    for item in items(symbols, "symbols", 100):
        name, sign, tex, note = record(item, "a symbol", "name", "sign", "tex", "note")
        names.symbol(word(name, "a symbol", NAME), _sign(sign), _tex(tex), prose(note, name))
    for item in items(families, "families", 100):
        _read_family(item, names, reader)
    for item in items(definitions, "definitions", 100):
        _read_definition(item, names, reader)
    for item in items(hypotheses, "hypotheses", 100):
        names.suppose(_read_hypothesis(item, reader))


# -- declarations ----------------------------------------------------------------------
def _plain_family(family: Family) -> dict[str, Any]:
    return {
        "name": family.name,
        "sizes": [size.name for size in family.sizes],
        "sign": family.sign,
        "values": family.values.name if family.values is not None else None,
        "tex": family.tex,
        "vector": family.vector,
        "note": family.note,
    }


def _read_family(data: Any, names: Declarations, reader: FormulaReader) -> None:
    keys = ("name", "sizes", "sign", "values", "tex", "vector", "note")
    name, sizes, sign, values, tex, vector, note = record(data, "a family", *keys)
    word(name, "a family", NAME)
    spans = [reader.size(size) for size in items(sizes, f"the indices of {name}", MAX_RANK)]
    if not spans:
        raise FileRefused(f"the family {name} has no index")
    _tex(tex), _sign(sign), flag(vector, f"vector of {name}"), prose(note, "a note")
    if values is None:
        names.family(name, *spans, sign=sign, tex=tex, vector=vector, note=note)
    else:
        names.assignment(name, *spans, values=reader.size(values), tex=tex, note=note)


def _plain_definition(definition: Definition) -> dict[str, Any]:
    return {
        "name": definition.name,
        "at": [plain_formula(index) for index in definition.params],
        "body": plain_formula(definition.body),
        "tex": definition.tex,
        "vector": definition.vector,
        "note": definition.note,
    }


def _read_definition(data: Any, names: Declarations, reader: FormulaReader) -> None:
    keys = ("name", "at", "body", "tex", "vector", "note")
    name, at, body, tex, vector, note = record(data, "a definition", *keys)
    word(name, "a definition", NAME)
    params = tuple(reader.index(index) for index in items(at, f"the indices of {name}", MAX_RANK))
    if len(set(params)) < len(params):
        raise FileRefused(f"an index of {name} stands twice")
    flag(vector, f"vector of {name}"), prose(note, "a note")
    names.define(name, params, reader.formula(body), _tex(tex), vector, note)


def _plain_hypothesis(hypothesis: Hypothesis) -> dict[str, Any]:
    return {
        "name": hypothesis.name,
        "relation": plain_relation(hypothesis.relation),
        "forall": [plain_formula(index) for index in hypothesis.forall],
        "guard": plain_relation(hypothesis.guard) if hypothesis.guard is not None else None,
    }


def _read_hypothesis(data: Any, reader: FormulaReader) -> Hypothesis:
    keys = ("name", "relation", "forall", "guard")
    name, relation, forall, guard = record(data, "a hypothesis", *keys)
    return Hypothesis(
        word(name, "a hypothesis", NAME),
        read_relation(relation, reader),
        tuple(reader.index(index) for index in items(forall, f"the indices of {name}", 16)),
        None if guard is None else read_relation(guard, reader),
    )


# -- examples --------------------------------------------------------------------------
def _plain_example(example: Example) -> dict[str, Any]:
    return {
        "sizes": [[name, value] for name, value in example.sizes],
        "values": [[name, _plain_given(value)] for name, value in example.values],
        "indices": [[name, value] for name, value in example.indices],
    }


def _plain_given(value: Any) -> Any:
    return [_plain_given(v) for v in value] if isinstance(value, tuple) else str(value)


def _read_example(data: Any) -> Example:
    sizes, values, indices = record(data, "an example", "sizes", "values", "indices")
    return Example(
        tuple((name, whole(value, name)) for name, value in _named(sizes)),
        tuple((name, _read_given(value, 0)) for name, value in _named(values)),
        tuple((name, whole(value, name)) for name, value in _named(indices)),
    )


def _named(pairs: Any) -> Iterator[tuple[str, Any]]:
    for pair in items(pairs, "the values of an example", 100):
        found = items(pair, "a value of an example")
        if len(found) != 2:
            raise FileRefused("a value of an example is a name and what it is")
        yield word(found[0], "a name in an example", NAME), found[1]


def _read_given(value: Any, depth: int) -> Any:
    if isinstance(value, list) and depth < MAX_RANK:
        return tuple(_read_given(v, depth + 1) for v in items(value, "the values of an example"))
    return Fraction(word(value, "a number of an example", NUMBER))


# -- steps -----------------------------------------------------------------------------
def _plain_step(step: Step, *, unsaid: bool) -> dict[str, Any]:
    return {
        "number": step.number,
        "claim": plain_relation(step.claim.relation),
        "under": [_plain_hypothesis(h) for h in step.claim.under],
        "rule": plain_rule(step.rule, unsaid=unsaid),
        "why": step.why,
        "continues": step.continues,
        "folded": step.folded,
        "source": _plain_source(step.file, step.line),
    }


def _read_step(data: Any, number: str, reader: FormulaReader, *, unsaid: bool) -> Step:
    own, claim, under, rule, why, continues, folded, source = record(data, "a step", *_STEP)
    if own != number:
        raise FileRefused("steps are numbered 1, 2, 3, ...")
    local = tuple(_read_hypothesis(h, reader) for h in items(under, "local hypotheses", 32))
    return Step(
        number,
        Claim(read_relation(claim, reader), local),
        read_rule(rule, reader, unsaid=unsaid),
        prose(why, "the reason"),
        *_read_source(source),
        flag(continues, "continues"),
        flag(folded, "folded"),
    )


def _plain_source(file: str, line: int) -> str:
    """Where something is written, as a relative path: other machines have other folders."""
    path = PurePath(file)
    text = f"{path.name if path.is_absolute() else path.as_posix()}:{line}"
    return text if SOURCE.fullmatch(text) else f"unknown:{line}"


def _read_source(value: Any) -> tuple[str, int]:
    file, _, line = word(value, "a source", SOURCE).rpartition(":")
    return file, int(line)


def _sign(value: Any) -> str:
    if value not in SIGNS:
        raise FileRefused(f"a sign is one of {', '.join(SIGNS)}")
    return str(value)


def _tex(value: Any) -> str:
    try:
        look(prose(value, "the LaTeX of a name"))
    except VocabularyError as error:
        raise FileRefused(str(error)) from None
    return str(value)
