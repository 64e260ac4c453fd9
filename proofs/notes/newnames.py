r"""Whether a new name stands at a place: ``\\hat b`` or ``\\ell(\\theta)``, nowhere declared."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from ..language.context import Family
from ..language.symbols import look
from .arguments import BETWEEN, DATA
from .names import Known, Names, Written, mark_look, read_written
from .places import NotUnderstood, Source
from .relations import RelationReader
from .tokens import CLOSE, OPEN, Stream, Token

#: Words that have a meaning of their own, however they are set.
_TAKEN = frozenset(
    ("Var", "Cov", "Corr", "E", "P", "Pr", "KL", "H", "MI", "tr", "Tr", "det", "rank", "diag",
     "sgn", "sign", "id", "span", "dim", "softmax", "sigmoid", "erf", "argmin", "argmax")
)  # fmt: skip


def is_new_name(
    source: Source,
    start: int,
    end: int,
    names: Names,
    unsure: Container[str] = (),
    *,
    free: bool = False,
    said: bool = False,
) -> bool:
    r"""Whether ``\hat b`` or ``\ell(\theta)`` stands there, of which nothing is known yet.

    What is like a declared name is no new one, but for an accent or a mark: it may be a slip.
    ``unsure`` are heads that may have a meaning which was not read.  ``free``: what it is a
    function of may be new as well.  ``said``: words say that it is a name, and no slip.
    """
    stream = Stream(source, start, end)
    try:
        written = read_written(stream)
        if _is_scale(written):
            # A variance is named by its square.
            stream.took_square()
        arguments = _arguments(stream, free=free)
    except NotUnderstood:
        return False
    if written.head in unsure or written.head in names.indices:
        return False
    if _is_operator(written.head) and not (arguments and free and _is_entropy(written.head)):
        return False
    if names.context.random.known and written.head in ("E", "P", "V"):
        return False
    head = look(written.head).light().head
    beside = [item for item in names.known if item.look.light().head == head]
    if beside and set(written.mark) == {"'"}:
        return False
    # An arrow says of a name that it is a vector: it makes no other one.
    if written.head.startswith(r"\vec{"):
        inside = look(written.head.removeprefix(r"\vec{").removesuffix("}")).light().head
        if any(item.look.light().head == inside for item in names.known):
            return False
    # A mark makes another name, as an accent does: beside \mu_k there may be \mu_k^\star.
    if written.mark and not set(written.mark) <= {"'"}:
        beside = [item for item in beside if item.look.sup == mark_look(written.mark)]
    # What is in the brackets of a density tells it from others of its letter.
    words = tuple(x.text for x in written.labels if x.text not in names.indices)
    density = bool(words) and written.head in source.densities
    if density:
        beside = [item for item in beside if item.look.sub == words]
    # Beside a number N there may be numbers N_k.
    indexed = any(label.text in names.indices for label in written.labels)
    apart = free and bool(written.labels) and not (indexed or density)
    if apart:
        # Beside a function S(a, b) there may be a number S_{xy}.
        beside = [item for item in beside if item.sizes and not item.look.tail]
    others: list[Known] = []
    if (said or free) and not any(item.look.tail for item in beside):
        # Words name a vector m beside vectors m_k, and the other way round.
        others = [
            item
            for item in beside
            if is_apart(names, item, written) or (said and _are_numbers(item, written))
        ]
        beside = [item for item in beside if item not in others]
    if any(item.sizes or item.look.tail or not written.labels for item in beside):
        return False
    told_apart = beside or apart or density or others
    if not told_apart and _is_read(RelationReader(source, start, end, names)):
        return False
    for label in written.labels:
        index = label.text in names.indices
        if label.sub or label.plus or label.mark or not (index or (label.text and not beside)):
            return False
    accented = written.head.startswith("\\") and "{" in written.head
    plain = not (said or accented) and set(written.mark) <= {"'"}
    if plain and names.is_like(written, functions=bool(arguments)):
        return False
    return free or all(names.matching(argument) for argument in arguments)


def _is_scale(written: Written) -> bool:
    r"""Whether its square is a name of a variance, \hat\sigma^2 or s^2, and no equation."""
    return "{" in written.head or written.head in ("s", "S", r"\sigma", r"\tau")


def is_apart(names: Names, item: Known, written: Written) -> bool:
    """Whether what is known cannot be meant: it has indices of other ranges, or more of them."""
    if not written.labels:
        return len(item.sizes) > 1
    return bool(item.sizes) and not names.may_be_at(item, written.labels)


def _are_numbers(item: Known, written: Written) -> bool:
    """Whether these are numbers n_k, beside which words name a number n."""
    thing = item.thing
    plain = isinstance(thing, Family) and not thing.vector and thing.values is None
    return plain and not written.labels and len(item.sizes) == 1


def _is_read(reader: RelationReader) -> bool:
    """Whether what stands there has a meaning already, as s has where s^2 is defined."""
    try:
        reader.expression()
    except NotUnderstood as error:
        return not error.undeclared
    return True


def _is_operator(head: str) -> bool:
    r"""Whether it is set as operators are: ``\operatorname{Var}`` is none of an author's names."""
    font, _, word = head.rstrip("}").partition("{")
    return font in (r"\operatorname", r"\mathbb") or (
        font in (r"\mathrm", r"\text") and word in _TAKEN
    )


def _is_entropy(head: str) -> bool:
    r"""Whether it is one that the language does not have: a text says itself what KL(p, q) is."""
    return head.partition("{")[2].rstrip("}") in ("KL", "H", "MI")


def _arguments(stream: Stream, *, free: bool) -> list[Written]:
    """The names in the brackets behind a name; there may be none.

    Raises:
        NotUnderstood: if anything else stands there.
    """
    found: list[Written] = []
    if stream.took("("):
        signs = (*BETWEEN, *DATA) if free else (",",)
        while True:
            found.append(read_written(stream))
            if free:
                stream.took_square()
            if stream.peek() not in signs:
                break
            stream.take()
        stream.take(")")
    stream.took("&")
    if stream.peek():
        raise stream.error("a name is expected")
    return found


def outside(tokens: list[Token]) -> Iterator[tuple[int, Token]]:
    """The tokens outside all brackets, with their places."""
    depth = 0
    for place, token in enumerate(tokens):
        depth -= token.text in CLOSE
        if depth <= 0:
            yield place, token
        depth += token.text in OPEN


def between(start: int, end: int, cuts: Iterable[Token]) -> list[tuple[int, int]]:
    """The parts from ``start`` to ``end`` that some tokens there set apart."""
    cuts = list(cuts)
    return list(zip([start, *(t.end for t in cuts)], [*(t.start for t in cuts), end], strict=True))
