"""Instances that an author gives: values for everything that is declared, by name.

They are looked at before anything is drawn, and judged as strictly.  They stand beside what
is drawn and never in its place.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import flint
import sympy as sp

from ..language.claims import Hypothesis
from ..language.context import Context, Family
from ..language.errors import DerivationError
from ..language.substitution import free_indices
from ..language.vocabulary import MAX_BITS, Index
from .draw import Drawer
from .evaluate import Instance
from .solving import fits

#: A number, or a list of lists of numbers; labels of an assignment are whole numbers.
Given: TypeAlias = "Fraction | tuple[Given, ...]"

#: The largest size, and number of entries of one family, that an example may have.
MAX_SIZE, MAX_ENTRIES = 12, 2000
#: At most so many choices of the free indices of one example are looked at.
_CHOICES = 6


@dataclass(frozen=True)
class Example:
    """Values for a derivation; make one with :meth:`of`.

    Attributes:
        sizes: each size and its value.
        values: each symbol, family and assignment and what it is.
        indices: free indices and their values; those that are not named take several.
    """

    sizes: tuple[tuple[str, int], ...]
    values: tuple[tuple[str, Given], ...]
    indices: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(
        cls,
        sizes: Mapping[str, int] | None = None,
        values: Mapping[str, Any] | None = None,
        indices: Mapping[str, int] | None = None,
    ) -> Example:
        """An example from plain Python values: whole numbers, fractions, lists of lists of them.

        Raises:
            DerivationError: if something is neither a whole number nor a fraction nor a list.
        """
        return cls(
            tuple((_name(n), _whole(n, v)) for n, v in (sizes or {}).items()),
            tuple((_name(n), _given(n, v)) for n, v in (values or {}).items()),
            tuple((_name(n), _whole(n, v)) for n, v in (indices or {}).items()),
        )


def instances(example: Example, context: Context) -> list[Instance]:
    """The instances that an example stands for: one for each of a few choices of free indices.

    All hypotheses of the context hold at each of them.

    Raises:
        DerivationError: with one sentence, if a name, a shape, a sign or a hypothesis is wrong.
    """
    sizes = _sizes(example, context)
    values: dict[Any, Any] = {}
    given = dict(example.values)
    wanted = [*context.symbols, *context.families]
    for name in given:
        if name in context.definitions:
            raise DerivationError(f"the example gives {name} a value, but it is defined")
        if name not in wanted:
            raise DerivationError(f"the example gives {name} a value, which is not declared")
    for name in wanted:
        if name not in given:
            raise DerivationError(f"the example gives no value for {name}")
        family = context.families.get(name)
        if family is None:
            values[name] = _number(name, given[name], context.symbols[name].sign)
        else:
            values |= _entries(family, given[name], sizes)
    found = [Instance(context, sizes, values, at) for at in _indices(example, context, sizes)]
    drawer = Drawer(context, (), "example")
    fine = [at for at in found if drawer.broken(at) is None]
    if not fine:
        broken = drawer.broken(found[0])
        raise DerivationError(_broken(broken[0], broken[1]) if broken else "")
    return fine


def _broken(hypothesis: Hypothesis, at: Instance) -> str:
    free = {i.name for e in hypothesis.expressions() for i in free_indices(e)}
    free |= {i.name for i in hypothesis.forall}
    where = ", ".join(f"{n} = {v}" for n, v in sorted(at.indices.items()) if n in free)
    place = f" at {where}" if where else ""
    return f"the hypothesis {hypothesis.name} does not hold at the example{place}"


# -- sizes and indices --------------------------------------------------------------------------
def _sizes(example: Example, context: Context) -> dict[str, int]:
    sizes = dict(example.sizes)
    for name in sizes:
        if name not in context.sizes:
            raise DerivationError(f"the example names the size {name}, which is not declared")
    for name in context.sizes:
        if name not in sizes:
            raise DerivationError(f"the example gives no value for the size {name}")
        if not 1 <= sizes[name] <= MAX_SIZE:
            raise DerivationError(
                f"the size {name} of the example is {sizes[name]}: it must be 1 to {MAX_SIZE}"
            )
    return {name: sizes[name] for name in context.sizes}


def _indices(example: Example, context: Context, sizes: dict[str, int]) -> Iterator[dict[str, int]]:
    """Values of the free indices: those given, and for the others the same, different, any."""
    given = dict(example.indices)
    for name, value in given.items():
        if name not in context.indices:
            raise DerivationError(f"the example names the index {name}, which is not declared")
        top = sizes[context.indices[name].size.name]
        if not 1 <= value <= top:
            raise DerivationError(f"the index {name} of the example is {value}, not 1 to {top}")
    seen: set[tuple[int, ...]] = set()
    for choice in range(_CHOICES if len(given) < len(context.indices) else 1):
        at = {
            name: given.get(name, _chosen(choice, place, index, sizes))
            for place, (name, index) in enumerate(context.indices.items())
        }
        if tuple(at.values()) not in seen:
            seen.add(tuple(at.values()))
            yield at


def _chosen(choice: int, place: int, index: Index, sizes: dict[str, int]) -> int:
    """The same for all indices in every second choice, one after the other in the rest."""
    top = sizes[index.size.name]
    return (choice // 2 + (place if choice % 2 == 0 else 0)) % top + 1


# -- values ----------------------------------------------------------------------------------
def _entries(family: Family, given: Given, sizes: dict[str, int]) -> dict[Any, Any]:
    """The entries of one family; one beyond each range, the last if it is not given."""
    tops = [sizes[s.name] for s in family.sizes]
    count = 1
    for top in tops:
        count *= top + 1
    if count > MAX_ENTRIES:
        raise DerivationError(f"the example has more than {MAX_ENTRIES} entries of {family.name}")
    found = {}
    for at in itertools.product(*(range(1, top + 2) for top in tops)):
        item = given
        for place, (i, top) in enumerate(zip(at, tops, strict=True)):
            if not isinstance(item, tuple) or not top <= len(item) <= top + 1:
                raise DerivationError(_shape(family, place, item, top))
            item = item[min(i, len(item)) - 1]
        found[(family.name, *at)] = _entry(family, item, sizes)
    return found


def _entry(family: Family, item: Given, sizes: dict[str, int]) -> Any:
    if family.values is None:
        return _number(family.name, item, family.sign)
    top = sizes[family.values.name]
    if isinstance(item, tuple) or item.denominator != 1 or not 1 <= item <= top:
        raise DerivationError(
            f"the labels {family.name} of the example must be whole numbers 1 to {top}"
        )
    return int(item)


def _shape(family: Family, place: int, item: Given, top: int) -> str:
    size = family.sizes[place].name
    found = f"{len(item)} entries" if isinstance(item, tuple) else "a number"
    return (
        f"the values of {family.name} in the example have the wrong shape: {found} where there "
        f"must be {size} = {top} (or one more, where a line looks at the next one)"
    )


def _number(name: str, item: Given, sign: str) -> Any:
    if isinstance(item, tuple):
        raise DerivationError(f"the value of {name} in the example is a list, not a number")
    value = flint.fmpq(item.numerator, item.denominator)
    if not fits(value, sign):
        raise DerivationError(f"{name} is {item} in the example, but it is declared {sign}")
    return value


def _name(name: Any) -> str:
    if type(name) is not str:
        raise DerivationError("the names in an example must be text")
    return name


def _whole(name: str, value: Any) -> int:
    if isinstance(value, sp.Integer):
        value = int(value)
    if type(value) is not int:
        raise DerivationError(f"{name} must be a whole number in the example")
    return value


def _given(name: str, value: Any, depth: int = 0) -> Given:
    if isinstance(value, list | tuple) and depth < 8:
        if len(value) > MAX_ENTRIES:
            raise DerivationError(f"the example has more than {MAX_ENTRIES} entries of {name}")
        return tuple(_given(name, item, depth + 1) for item in value)
    if isinstance(value, sp.Rational):
        value = Fraction(int(value.p), int(value.q))
    if type(value) is int:
        value = Fraction(value)
    if type(value) is not Fraction:
        raise DerivationError(
            f"{name} must be a whole number, a fraction or a list of them in the example "
            "(write fractions as Rational(p, q))"
        )
    if max(abs(value.numerator), value.denominator).bit_length() > MAX_BITS:
        raise DerivationError(f"a number in {name} of the example has more than {MAX_BITS} bits")
    return value


def checked(examples: Sequence[Example], context: Context) -> list[Instance]:
    """All instances that the examples stand for.

    Raises:
        DerivationError: with one sentence that says which example is wrong, and in what.
    """
    found: list[Instance] = []
    for number, example in enumerate(examples, 1):
        try:
            found += instances(example, context)
        except DerivationError as error:
            where = "" if len(examples) == 1 else f"example {number}: "
            raise DerivationError(f"{where}{error}") from None
    return found
