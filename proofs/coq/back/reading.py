"""The way back: what Coq has understood, read and compared with the derivation.

The translator is trusted to say in Coq what a claim says.  This module checks that it
did: Coq prints every definition and statement after its section is closed, in full and
without notation; that text is read as SymPy objects (:mod:`.back_claims`) and compared
with the derivation (:mod:`.back_wanted`).  It shares no code with the translator.
"""

from __future__ import annotations

import re

from ...kernel.derivation import Derivation
from ...language.claims import Claim
from ...language.errors import HardlimitError
from ...language.substitution import same
from ...language.wording import describe, written
from ..scripts.development import File
from ..statements.names import coq_name, plain_name
from .claims import ClaimReader
from .parse import Apply, Bind, Tree, Unreadable, tree
from .statement import Premise, Statement, conclusion_key, declared_shape
from .terms import Declared, Reader, Scope, bound, shape
from .wanted import Wanted

#: Everything in full: no notation, no coercion, no implicit argument, no omission.
OPTIONS = ("Set Printing All.", "Set Printing Depth 100000.", "Set Printing Width 1000.")
#: Asked first, so that what Coq printed before is told from the answers.
MARK, MARKED = "Check True.", "True\n     : Prop\n"
_FIRST = re.compile(r"(?m)^(?=[^\W\d][\w']*(?: =|\n| :))")


def queries(file: File) -> str:
    """The Coq commands, for the end of ``file``, whose answers :func:`read_back` reads."""
    defined = [line.split()[1] for line in file.section if line.startswith("Definition ")]
    stated = [f"step_{lemma.step.number}" for lemma in file.lemmas]
    stated += [f"statement_{i}" for i in range(1, len(file.theorems) + 1)]
    asked = [f"Print {name}." for name in defined] + [f"Check {name}." for name in stated]
    return "\n".join([*OPTIONS, MARK, *asked, ""])


def read_back(printed: str, derivation: Derivation) -> list[str]:
    """Where what Coq printed differs from ``derivation``: nothing, if it says the same.

    All definitions, steps and statements must have been printed.
    """
    bodies, types = _answers(printed)
    reader = Reader(derivation.context)
    found: list[str] = []
    for definition in derivation.context.definitions.values():
        name = coq_name(definition.name)
        try:
            if name not in bodies:
                raise Unreadable("Coq did not print it")
            _check_definition(definition.name, tree(bodies[name]), reader)
        except HardlimitError as error:
            found.append(f"definition {definition.name}: {error}")
    wanted, claims = Wanted(derivation), ClaimReader(reader)
    stated = {f"step_{s.number}": s.claim for s in derivation.steps}
    stated |= {f"statement_{i}": Claim(g) for i, g in enumerate(derivation.goals, 1)}
    for name, claim in stated.items():
        try:
            if name not in types:
                raise Unreadable("Coq did not print it")
            back, meant = claims.statement(tree(types[name])), wanted.statement(claim)
            found += [f"{name}: {text}" for text in _differences(back, meant, reader)]
        except HardlimitError as error:
            found.append(f"{name}: {error}")
    return found


def _answers(printed: str) -> tuple[dict[str, str], dict[str, str]]:
    """The bodies of definitions and the types of statements, by name."""
    bodies: dict[str, str] = {}
    types: dict[str, str] = {}
    _, marked, answers = printed.rpartition(MARKED)
    for part in _FIRST.split(answers if marked else ""):
        if answer := re.match(r"(\S+) =\s((?:.|\n)*?)\n {5}: ", part):
            bodies[answer[1]] = answer[2]
        elif answer := re.match(r"(\S+)\s+: ((?:.|\n)*)", part):
            types[answer[1]] = answer[2]
    return bodies, types


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
        declared = plain_name(bind)
        if bind == "_" or shape(kind) != declared_shape(context, declared):
            raise Unreadable(f"its argument {bind} is not declared so")
        scope = bound(scope, bind, Declared(declared))
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
