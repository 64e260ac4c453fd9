"""The way back: what Coq has understood, read and compared with the derivation.

The translator is trusted to say in Coq what a claim says.  This module checks that it
did: Coq prints every definition and proposition of the file of statements, in full and
without notation, and says of every global name where it comes from; that text is read as
SymPy objects (:mod:`.claims`) and compared with the derivation (:mod:`.wanted`).  It
shares no code with the translator.  Last, Coq says what the theorems of the file of
proofs prove: exactly these propositions, by their qualified names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ...kernel.derivation import Derivation
from ...language.errors import HardlimitError
from ...language.substitution import same
from ...language.wording import describe, written
from ..statements.names import coq_name, plain_name
from ..statements.stated import Proposition, Statements
from .asking import Questions
from .claims import ClaimReader
from .globals import PATHS, by_text, resolved
from .parse import Apply, Bind, Tree, Unreadable, tree
from .statement import Premise, Statement, conclusion_key, declared_shape
from .terms import Declared, Reader, Scope, bound, shape
from .wanted import Wanted

_DEFINED = re.compile(r"(\S+) =\s+(.*)\n {5}: (.*?)(?:\n\nArguments .*)?\n", re.DOTALL)
_CHECKED = re.compile(r"(\S+)\s+: (\S+)\n")


def names_asked(questions: Questions) -> slice:
    """Ask where the words of statements come from."""
    return questions.ask(*(f"Locate {path}." for path in PATHS.values()))


def names_told(answers: Sequence[str]) -> dict[str, str]:
    """What each printed text stands for.

    Raises:
        Unreadable: if a word of statements is missing, or two are printed alike.
    """
    return by_text(PATHS, answers)


def stated_asked(questions: Questions, module: str, stated: Statements) -> tuple[slice, slice]:
    """Ask for the definitions and the propositions of a file of statements."""
    defined = [line.split()[1] for line in stated.definitions]
    return (
        questions.ask(*(f"Print {module}.{name}." for name in defined)),
        questions.ask(*(f"Print {module}.{p.name}." for p in stated.propositions)),
    )


def proofs_asked(questions: Questions, module: str, names: Iterable[str]) -> slice:
    """Ask what the theorems of a file of proofs prove."""
    return questions.ask(*(f"Check {module}.proved_{name}." for name in names))


def read_back(
    derivation: Derivation,
    propositions: Sequence[Proposition],
    known: Mapping[str, str],
    definitions: Sequence[str],
    printed: Sequence[str],
) -> tuple[list[str], dict[str, str]]:
    """Where what Coq printed differs from ``derivation``, and what it calls the propositions.

    Args:
        propositions: what was stated; every line and goal must be among them.
        known: what each printed global name stands for.
        definitions, printed: the answers about the definitions and the propositions.
    """
    reader = Reader(derivation.context)
    found: list[str] = []
    known = dict(known)
    for definition, answer in zip(
        derivation.context.definitions.values(), definitions, strict=True
    ):
        try:
            name, node = _body(answer, known)
            _check_definition(definition.name, node, reader)
            known[name] = f"definition {coq_name(definition.name)}"
        except HardlimitError as error:
            found.append(f"definition {definition.name}: {error}")
    wanted, claims = Wanted(derivation), ClaimReader(reader)
    called: dict[str, str] = {}
    for proposition, answer in zip(propositions, printed, strict=True):
        try:
            name, node = _body(answer, known)
            meant = wanted.proposition(proposition.claim)
            back = claims.proposition(node, proposition.claim)
            found += [f"{proposition.name}: {text}" for text in _differences(back, meant, reader)]
            called[name] = proposition.name
        except HardlimitError as error:
            found.append(f"{proposition.name}: {error}")
    return found, called


def proofs_read(
    names: Sequence[str], called: Mapping[str, str], answers: Sequence[str]
) -> list[str]:
    """Where what the theorems prove is not what was stated under their names."""
    found = []
    for name, answer in zip(names, answers, strict=True):
        checked = _CHECKED.fullmatch(answer)
        if checked is None or called.get(checked[2]) != name:
            found.append(f"{name}: Coq has proved something else than what is stated")
    return found


def _body(answer: str, known: Mapping[str, str]) -> tuple[str, Tree]:
    """What Coq calls a constant, and its body."""
    found = _DEFINED.fullmatch(answer)
    if found is None:
        raise Unreadable("Coq did not print it")
    return found[1], resolved(tree(found[2]), known)


def _check_definition(name: str, node: Tree, reader: Reader) -> None:
    """Read the definition ``name`` and compare it; its first arguments become known.

    Raises:
        HardlimitError: if it is not what was declared.
    """
    context, definition = reader.context, reader.context.definitions[name]
    binders: list[tuple[str, Tree]] = []
    while isinstance(node, Bind) and node.kind == "fun":
        binders.append((node.name, node.type))
        node = node.body
    scope: Scope = {}
    count = len(binders) - len(definition.params)
    if count < 0:
        raise Unreadable("it has too few arguments")
    for bind, kind in binders[:count]:
        if bind == "_" or shape(kind) != declared_shape(context, plain_name(bind)):
            raise Unreadable(f"its argument {bind} is not declared so")
        scope = bound(scope, bind, Declared(plain_name(bind)))
    for (bind, kind), index in zip(binders[count:], definition.params, strict=True):
        if kind != Apply("nat"):
            raise Unreadable(f"its argument {bind} is no index")
        scope = bound(scope, bind, index)
    body = reader.number(node, scope)
    if not same(body, definition.body):
        raise Unreadable(f"Coq has {written(body)}, declared is {written(definition.body)}")
    reader.arguments[name] = tuple(plain_name(bind) for bind, _ in binders[:count])


def _differences(back: Statement, wanted: Statement, reader: Reader) -> list[str]:
    found = []
    if len(back.variables) != len(wanted.variables) or not all(
        kind == other and name in ("_", expected)
        for (name, kind), (expected, other) in zip(back.variables, wanted.variables, strict=True)
    ):
        names = [[n for n, _ in s.variables] for s in (back, wanted)]
        found.append(f"Coq binds {', '.join(names[0])}; declared are {', '.join(names[1])}")
    for kind, here, there in (
        ("premises", back.premises, wanted.premises),
        ("domain", back.domain, wanted.domain),
    ):
        keys = [p.key() for p in here], [p.key() for p in there]
        if keys[0] != keys[1]:
            more = [p for p in here if p.key() not in keys[1]]
            less = [p for p in there if p.key() not in keys[0]]
            order = "" if more or less else " in another order"
            found.append(f"the {kind} differ{order}: Coq has {_list(more)}; declared {_list(less)}")
    context = reader.context
    if conclusion_key(back.relation, context) != conclusion_key(wanted.relation, context):
        found.append(f"Coq has {describe(back.relation)}; declared is {describe(wanted.relation)}")
    return found


def _list(premises: list[Premise]) -> str:
    return "; ".join(_premise(p) for p in premises) or "no other"


def _premise(p: Premise) -> str:
    given = f" given {describe(p.guard)}" if p.guard is not None else ""
    forall = f" for all {', '.join(map(written, p.forall))}" if p.forall else ""
    return f"{describe(p.relation)}{given}{forall}"
