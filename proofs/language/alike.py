"""Two different things never print alike, neither in LaTeX nor in plain text.

Spellings are compared as they are printed: symbols, sizes and indices as they stand, families
and definitions with the labels of their indices behind them, vectors with and without the last
one, and beside them the constant pi, the base e and Kronecker's delta, which the printer writes
itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from .context import Context, Definition, Family
from .errors import VocabularyError
from .functions import Constructor
from .spelling import GREEK, OPERATORS, name_plain, name_tex
from .symbols import SQUARE, Look, look
from .vocabulary import Index

_DELTA, _PI = "Kronecker's delta", "the constant pi"
#: In plain text a least value is printed as min_k.
_MINIMUM = "min_"


@dataclass(frozen=True)
class _Printed:
    """One way in which something is printed: its look, and how many labels follow it.

    ``number``: it stands for a number there, so that powers and products are made of it.
    """

    name: str
    look: Look
    labels: int
    tex: str
    number: bool = True

    @property
    def called(self) -> str:
        """What a message calls it."""
        of = "an entry of " if self.labels and self.name != _DELTA else ""
        return f"{of}{self.name}"


def refuse_alike(
    context: Context,
    bound: Iterable[Index] = (),
    functions: Iterable[Constructor] = (),
    *,
    pi: bool = False,
) -> None:
    """Refuse declarations of which two would look the same in print.

    ``bound`` are indices that formulas bind without declaring them; ``functions`` those that
    formulas are made of; ``pi``: the number 3.14... stands in one.  A name is printed like that
    number only where it is used, in these formulas or in what ``context`` says.

    Raises:
        VocabularyError: naming both.
    """
    pi = pi or any(e.has(sp.pi) for e in _said(context))
    indices = {i.name for i in bound} | set(context.indices)
    labels = frozenset(str(look(name_tex(name.rstrip("'")))) for name in indices)
    found = list(_printed(context, indices, pi=pi))
    _refuse_mixed(found)
    groups: dict[tuple[str, str, str], list[_Printed]] = {}
    for item in found:
        seen = item.look
        head = re.sub("slanted:", "word:", seen.head)
        # A square is printed as the power of a name without it.
        tail = "" if seen.tail == SQUARE else seen.tail
        group = groups.setdefault((head, seen.sup, tail), [])
        for other in group:
            if other.name != item.name and _alike(other, item, labels):
                raise _error(other.called, item.called, _longer(other, item).tex)
        group.append(item)
    _refuse_called(found, functions)
    _refuse_in_text(context, indices, pi=pi)


def _said(context: Context) -> Iterator[Any]:
    """The formulas of definitions and hypotheses."""
    yield from (d.body for d in context.definitions.values())
    yield from (e for h in context.hypotheses.values() for e in h.expressions())


def _refuse_called(found: Iterable[_Printed], functions: Iterable[Constructor]) -> None:
    """Refuse names that would be read as the letter of a function, with a bracket behind it."""
    for function in functions:
        head = look(function.tex).head
        for item in found:
            seen = item.look
            single = function.arity == 1 and not item.labels and item.number
            if seen.head == head and not (seen.sub or seen.sup) and (seen.tail or single):
                raise _error(item.called, f"the function {function.word}", item.tex)


def is_printed(label: str, context: Context) -> bool:
    """Whether an index that is shown as ``label`` would look like something declared."""
    if label in context.declared():
        return True
    seen = look(name_tex(label))
    return any(item.look == seen for item in _printed(context, ()) if item.labels == 0)


def _printed(context: Context, indices: Iterable[str], *, pi: bool = True) -> Iterator[_Printed]:
    if pi:
        yield _Printed(_PI, look(r"\pi"), 0, r"\pi")
    yield _Printed(_DELTA, look(r"\delta"), 2, r"\delta")
    for name in context.sizes:
        yield _Printed(name, look(name_tex(name)), 0, name_tex(name))
    for name in sorted(indices):
        yield _Printed(name, look(name_tex(name)), 0, name_tex(name), number=False)
    for symbol in context.symbols.values():
        if look(symbol.tex).is_notation:
            raise _no_symbol(str(symbol.symbol.name), symbol.tex)
        yield _Printed(str(symbol.symbol.name), look(symbol.tex), 0, symbol.tex)
    for family in context.families.values():
        yield from _entries(family, len(family.sizes))
        if family.values is not None:  # sums over all assignments print the name alone
            yield _Printed(family.name, look(family.tex), 0, family.tex, number=False)
    for definition in context.definitions.values():
        yield from _entries(definition, len(definition.params))


def _entries(item: Family | Definition, labels: int) -> Iterator[_Printed]:
    seen = look(item.tex)
    if seen.is_notation and (item.vector or isinstance(item, Family)):
        raise _no_symbol(item.name, item.tex)
    if item.vector and labels:
        yield _Printed(item.name, seen.light(), labels, item.tex)
        yield _Printed(item.name, seen.bold(), labels - 1, item.tex)
    else:
        yield _Printed(item.name, seen, labels, item.tex)


def _alike(one: _Printed, other: _Printed, labels: frozenset[str]) -> bool:
    """Whether two names of one head can be printed alike, with labels behind them."""
    shorter, longer = sorted((one, other), key=lambda item: len(_signs(item)))
    start, whole = _signs(shorter), _signs(longer)
    rest = whole[len(start) :]
    if [sign for sign, _ in start] != [sign for sign, _ in whole[: len(start)]]:
        return False
    if not rest:
        return one.labels == other.labels
    if [sign for sign, _ in rest] == ["0"]:  # ranges begin with 1
        return False
    word = "".join(sign for sign, in_word in rest if in_word)
    if f"word:{word}" in labels:
        rest = [item for item in rest if not item[1]]
    return shorter.labels > longer.labels and all(_is_label(*item, labels) for item in rest)


def _signs(item: _Printed) -> list[tuple[str, bool]]:
    """The signs of a subscript, and whether each is a letter of a word: commas are not seen."""
    out: list[tuple[str, bool]] = []
    for part in item.look.sub:
        bare = part.rstrip("'")
        font, mark, word = bare.partition(":")
        single = not (mark and font in ("word", "slanted")) and not bare.isdigit()
        signs = [bare] if single else list(word or bare)
        primes = part.removeprefix(bare)
        out += [(sign, not single and not sign.isdigit()) for sign in signs[:-1]]
        out.append((signs[-1] + primes, not single and not signs[-1].isdigit()))
    return out


def _is_label(sign: str, in_word: bool, labels: frozenset[str]) -> bool:
    """Whether a subscript would be read as an index: a letter, a number, a label.

    The letters of a word are read so if they are indices, all of them.
    """
    bare = sign.rstrip("'")
    if in_word or bare in labels:
        return bare in labels
    return (len(bare) == 1 and bare.isalnum()) or bare.removeprefix("\\") in GREEK


def _longer(one: _Printed, other: _Printed) -> _Printed:
    return max(one, other, key=lambda item: len(item.look.sub))


def _refuse_mixed(found: list[_Printed]) -> None:
    """Refuse names that would be read as formulas of other names."""
    single = {str(item.look): item for item in found if item.labels == 0 and item.number}
    alone = {seen: item.name for seen, item in single.items()}
    for item in found:
        seen = item.look
        if factors := _read_as_product(seen.head, single):
            raise _error(item.called, f"the product of {', '.join(factors)}", item.tex)
        if seen.head == "e" and not seen.sub and not item.labels and item.number:
            raise VocabularyError(
                f"{item.name} would be printed as e, like the base of the exponential: "
                "give it another tex"
            )
        if seen.sup in alone:
            raise _error(item.called, f"a power with the exponent {alone[seen.sup]}", item.tex)
        if seen.tail not in ("", SQUARE):
            head = str(Look(seen.head, seen.sub, seen.sup))
            if head in alone:
                raise _error(item.name, f"{alone[head]} times a bracket", item.tex)
        if seen.head.startswith("|") and seen.head.strip("|") in alone:
            inside = alone[seen.head.strip("|")]
            raise _error(item.name, f"the absolute value of {inside}", item.tex)


def _read_as_product(head: str, single: dict[str, _Printed]) -> list[str]:
    """The names that stand in ``head`` side by side, if it looks like their product."""
    font, _, word = head.rpartition("(")[2].rstrip(")").partition(":")
    if font not in ("word", "slanted", "bold") or len(word) < 2 or "\\" in word:
        return []
    parts = [single.get(f"bold:{letter}" if font == "bold" else letter) for letter in word]
    known = [part for part in parts if part is not None]
    # Letters are slanted where nothing else is said.
    upright = font != "word" or all("\\" in part.tex for part in known)
    return [part.name for part in known] if upright and len(known) == len(word) else []


def _refuse_in_text(context: Context, indices: set[str], *, pi: bool) -> None:
    """The same in plain text, where names are spelled by themselves."""
    ranks = dict.fromkeys((*context.sizes, *indices, *context.symbols), 0)
    vectors: list[str] = []
    items: list[Family | Definition] = [*context.families.values(), *context.definitions.values()]
    for item in items:
        rank = len(item.sizes if isinstance(item, Family) else item.params)
        alone = isinstance(item, Family) and item.values is not None
        ranks[item.name] = 0 if alone or (item.vector and rank == 1) else rank
        if item.vector and rank == 2 and item.name not in OPERATORS:
            vectors.append(item.name)
    own = {**({"pi": (0, _PI)} if pi else {}), "delta": (2, _DELTA)}
    for name, rank in ranks.items():
        if name in own and own[name][0] == rank:
            raise _error(own[name][1], name, name_plain(name))
        if rank == 0 and name.startswith(_MINIMUM) and _names_index(name[4:], indices):
            raise _error(f"a least value over {name[4:]}", name, name)
        for vector in vectors:
            if rank == 0 and name.startswith(f"{vector}_"):
                label = name.removeprefix(f"{vector}_")
                if _names_index(label, indices):
                    raise _error(f"{vector}[{label}]", name, name_plain(name))


def _names_index(label: str, indices: set[str]) -> bool:
    return label in indices or (len(label) == 1 and label.isalpha())


def _no_symbol(name: str, tex: str) -> VocabularyError:
    return VocabularyError(f"the tex of {name} must be one symbol, not {tex}")


def _error(one: str, other: str, shown: str) -> VocabularyError:
    pi = r" (here \pi is 3.14...; a weight may be \varpi, w or \pi_1)" if one == _PI else ""
    return VocabularyError(
        f"{one} and {other} would both be printed as {shown}: give one another name or tex{pi}"
    )
