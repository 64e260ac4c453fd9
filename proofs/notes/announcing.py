"""What formulas in a sentence of prose declare, name and suppose, by the words around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import partial

import sympy as sp

from ..language.claims import Equal, LessThan
from ..language.errors import HardlimitError
from ..language.substitution import names_among, names_used
from ..language.symbols import look
from .bounds import Bound
from .declaring import Declared, read_pairs
from .defining import LOGIC
from .equivalent import refuted
from .letting import data_of, law_of_data
from .licensing import declared, is_called, supposed
from .marks import mark_of
from .names import Written, read_written
from .newnames import is_apart, is_new_name, outside
from .phrases import LISTED, PhraseReader
from .places import NotUnderstood
from .prose import Piece, shown
from .prosewords import (
    CONCLUDES,
    GIVES,
    NAMES,
    RELATION,
    SATISFIES,
    SIGNS,
    SUPPOSES,
    last,
    own_words,
    quantifier,
    words_near,
)
from .ranged import ranges_in
from .relations import RelationReader
from .sides import BINARY, TURNED
from .supplying import BAR
from .tokens import Stream, Token

_NORMAL = frozenset(("probabilities", "distribution", "weights", "proportions", "responsibilities"))
#: Words that may say more than is read of them.
_MORE = LOGIC - {"or", "only", "fixed", "least", "most", "constant"}
#: Signs by which a formula says of a name what it is.
_SAYS = re.compile(r"\\(?:in|sim|geq?|leq?)(?![A-Za-z])|[<>]")
#: Kinds of which nothing can be concluded, but that it is a number.
_PLAIN = frozenset(("real", "size", ""))
_AT_LEAST = re.compile(r"\s*(?P<size>[A-Za-z])\s*(?:\\geq?(?![A-Za-z])|≥|>)\s*\d+\s*")
_POSITIVE = Bound(LessThan, sp.Integer(0), below=True)
#: Phrases that say no more of what is declared than its formula: of a matrix, a share, real data.
_DESCRIBES = re.compile(
    r"\b(?:design|data|feature|input|regressor|covariate) matri(?:x|ces)\b"
    r"|\bunit vectors? (?=(?:, )?(?:with )?#)|\b(?:success )?probability (?=#)"
    r"|\btarget distribution (?=with #)"
    r"|\bfrom an? (?:laplace|normal|gaussian) distribution\b"
)
#: Words beside "counts" by which these are no whole numbers.
_SOFT = frozenset(
    (
        *("expected", "effective", "soft", "fractional", "pseudo", "weighted", "average", "mean"),
        *("normalised", "normalized", "virtual", "prior", "responsibilities", "rates", "rate"),
    )
)
_NUMBER = re.compile(r"\s*-?\d+\s*")


@dataclass
class Told:
    """What a sentence gave: ``taken`` in its own words, ``claims`` where it states something.

    ``restricts``: it says a condition that was not read.
    """

    taken: list[str] = field(default_factory=list)
    claims: list[tuple[int, int]] = field(default_factory=list)
    restricts: bool = False


class AnnounceReader(PhraseReader):
    """Reads a sentence formula by formula."""

    #: Whether there is no block, so that prose has to say everything.
    free = False

    def _taken_apart(self, pieces: list[Piece], told: Told) -> None:
        found = [part for piece in pieces for part in self._parts(piece)]
        before = {item.name for item in self.names.known}
        laws = self._laws(found) if supposed(found, -1) else []
        told.taken += laws
        maths = [place for place, piece in enumerate(found) if piece.math]
        for place in maths:
            self._attempt(partial(self._range, found[place]))
        for take in (self._declare_told, self._define_told, self._define_told):
            maths = [place for place in maths if not take(found, place, told)]
        for place in maths:
            if not LISTED.fullmatch(found[place].text):
                self._suppose_told(found, place, before, told)
        if not laws and {*_DESCRIBES.sub("", shown(found)).split()} & _MORE:
            # The words say more of what was declared than was read.
            new = {item.name for item in self.names.known} - before
            self.guessed |= new & {*self.into.context.symbols, *self.into.context.families}

    # -- declarations ----------------------------------------------------------------------
    def _range(self, piece: Piece) -> None:
        span = self._span(piece)
        tokens = Stream(self.source, piece.start, piece.end).tokens if span else []
        if span is not None and any(t.text == r"\ldots" for t in tokens):
            for label in span.labels:
                self._new_index(label, span)

    def _declare_told(self, found: list[Piece], place: int, told: Told) -> bool:
        """Whether a formula says of new names what they are, or over what indices run."""
        piece = found[place]
        if self._span(piece) is not None:
            return True
        items = self._given_items(found, place)
        if r"\sim" in piece.text:
            items = [item for item in items if self._is_new(item)]
        if not items or not all(map(self._is_new, items)):
            return False
        if any(item.kind for item in items) and self._concluded(found, place):
            return False
        if any(item.kind and self._is_named(found, place, item) for item in items):
            # "Write $S = \\sum_n x_n$ and suppose $S > 0$": it is a definition's.
            return False
        made: list[str] = []
        for item in items:
            kind = item.kind or self._kind_told(found, place)
            if (kind not in _PLAIN or item.bounds) and not declared(
                found, place, in_words=not item.kind
            ):
                if item.kind:
                    return False
                kind, told.restricts = "real", True
            if kind == "size":
                continue
            if self._is_counted(found, place, item):
                bounds = () if item.kind == "nonnegative" else (_POSITIVE,)
                item, kind = replace(item, kind="natural", bounds=bounds), "natural"
            if not self._attempt(partial(self._declare_one, item, kind, piece)):
                return False
            made.append(_shown(item, kind, piece))
        told.taken += dict.fromkeys(made)
        return True

    def _is_named(self, found: list[Piece], place: int, item: Declared) -> bool:
        """Whether another formula of the sentence says what a name stands for."""
        own = {w.tex() for w in item.written}
        for other in (p for n, p in enumerate(found) if p.math and n != place):
            signs = self._signs_of(other) if last(found, found.index(other), NAMES) >= 0 else []
            if signs and signs[0].text == "=":
                stream = Stream(self.source, other.start, signs[0].start)
                name = self._name_alone(Piece("", other.start, signs[0].start, True))
                whole = name is not None and read_written(stream) and not stream.peek()
                if name is not None and whole and name.tex() in own:
                    return True
        return False

    def _is_counted(self, found: list[Piece], place: int, item: Declared) -> bool:
        r"""Whether "$c_k \ge 0$ are counts" gives whole numbers, and no soft counts."""
        own = {*own_words(found, place)}
        signed = item.kind in ("nonnegative", "positive") and not (item.bounded or item.square)
        return signed and "counts" in own and not own & _SOFT

    def _concluded(self, found: list[Piece], place: int) -> bool:
        """Whether a sign is concluded, as in "let $x$ be real, so $x > 0$"."""
        words = CONCLUDES - {"have"} if r"\mathbb" in found[place].text else CONCLUDES
        return last(found, place, words) > last(found, place, GIVES)

    def _given_items(self, found: list[Piece], place: int) -> list[Declared]:
        """What a formula may declare."""
        piece = found[place]
        data = data_of(self.source, piece)
        if data is not None:
            for label in data.span.labels:
                self._attempt(partial(self._new_index, label, data.span))
            piece = data.inside
        try:
            items = law_of_data(self.source, piece, self.names)
            items = items or read_pairs(self.source, piece.start, piece.end, self.names)
            items = items or [self._declared(piece)]
        except NotUnderstood:
            return []
        later = self._heads([p for p in found[place + 1 :] if p.math and _SAYS.search(p.text)])
        said = (item for item in items if item.kind or not _heads_of(item) <= later)
        return [item for item in said if item.kind or not self._is_letter(item)]

    def _is_letter(self, item: Declared) -> bool:
        """Whether a bare name is an index or a size of the text, of which something is said."""
        (name, *others) = item.written
        bare = not (others or name.labels or name.mark or item.upto)
        letters = {text for pair in ranges_in(self.source) for text in pair}
        return bare and (name.head in letters or name.head in self.names.indices)

    def _is_new(self, item: Declared) -> bool:
        return not any(self.names.matching(w) or w.head in self.names.indices for w in item.written)

    def _kind_told(self, found: list[Piece], place: int) -> str:
        """The sign that the words at a formula say; a real number where they say none."""
        near = words_near(found, place)
        if {"number", "of"} <= {*near}:
            return "natural" if "_" in found[place].text else "size"
        own = own_words(found, place)
        return next((SIGNS[word] for word in own if word in SIGNS), "real")

    def _declare_one(self, item: Declared, kind: str, piece: Piece) -> None:
        for written in item.written:
            for label in written.labels:
                self._index_of(label)
        self._declare(item if item.kind else replace(item, kind=kind), piece)

    # -- definitions -----------------------------------------------------------------------
    def _define_told(self, found: list[Piece], place: int, told: Told) -> bool:
        """Whether a formula names something, or states what a name stands for already."""
        named = last(found, place, NAMES) > last(found, place, CONCLUDES)
        piece = found[place]
        signs = self._signs_of(piece)
        if not signs or signs[0].text != "=" or not (named or is_called(found, place)):
            return False
        left = mark_of(self.source.text[piece.start : signs[0].start].strip())
        if not named and left is not None and not left.weak:
            return False
        if self._stands(Piece("", piece.start, signs[0].start, True)):
            if not named:
                return False
            if _NUMBER.fullmatch(self.source.text[signs[0].end : piece.end]):
                # "with $N_k = 0$" is a condition.
                told.restricts = True
                return False
            told.claims.append((piece.start, piece.end))
            return True
        return self._define_new(found, place, signs, told)

    def _signs_of(self, piece: Piece) -> list[Token]:
        tokens = Stream(self.source, piece.start, piece.end).tokens
        return [t for _, t in outside(tokens) if t.text in (*BINARY, *TURNED)]

    def _define_new(self, found: list[Piece], place: int, signs: list[Token], told: Told) -> bool:
        """Whether an equation says what a new name stands for."""
        piece = found[place]
        name = Piece("", piece.start, signs[0].start, True)
        self.indices_of(name)
        if not is_new_name(self.source, name.start, name.end, self.names, free=True, said=True):
            return False
        supplied = self._supplied(signs[0].end, piece.end)
        behind = signs[1].start if len(signs) > 1 else piece.end
        own = Piece(self.source.text[piece.start : behind], piece.start, behind, True)
        if not self.defines(own):
            return False
        # Beside other words it is but named; that it has a value is supposed where it is needed.
        whole = piece if supposed(found, place) else own
        if not self._attempt(partial(self._define_as, own, whole)):
            return False
        told.taken += [*supplied, whole.text.strip()]
        return True

    def _define_as(self, own: Piece, piece: Piece) -> None:
        """Define a name by the equation ``own``, and suppose what ``piece`` says beyond it."""
        self.define(own)
        if own != piece:
            self._suppose(
                [Piece(self.source.text[own.start : piece.end], own.start, piece.end, True)]
            )

    def names_last(self, name: Piece, value: Piece) -> str:
        """What a new name at the end of a chain stands for: the side before, if that can be."""
        written = self._name_alone(name)
        if written is None or self.names.matching(written):
            return ""
        self.indices_of(name)
        self._supplied(value.start, value.end)
        mean = self._mean(written, name.start) if self._is_of_data(written, value) else ""
        if mean:
            # \frac{1}{n + 1} \sum_i x_i = \bar x is held against the mean: it names no other one.
            return f"{mean} (as is usual)"
        made = self._attempt(partial(self.define, name, value))
        return f"{name.text} = {self.source.text[value.start : value.end].strip()}" if made else ""

    def _is_of_data(self, name: Written, value: Piece) -> bool:
        r"""Whether a value is made of $x_1, \dots, x_n$ alone, so that $\bar x$ is their mean."""
        bar = BAR.fullmatch(name.head)
        try:
            expr = RelationReader(self.source, value.start, value.end, self.names).expression().expr
        except HardlimitError:
            return False
        context = self.into.context
        used = names_used(context.unfold_all(expr)) - context.sizes.keys()
        told = {known.name for known in self.names.known if bar and str(known.look) == bar["of"]}
        return bool(used) and used <= told

    def _supplied(self, start: int, end: int) -> list[str]:
        """What is taken of names by their use there; with blocks nothing is."""
        if not self.free:
            return []
        guessed = {*self.guessed}
        self.supply(start, end)
        self.guessed |= guessed
        return self.supplied

    def _stands(self, name: Piece) -> bool:
        """Whether the name is that of a definition."""
        written = self._name_alone(name)
        if written is None or not (found := self.names.matching(written)):
            return False
        item = found[0][0]
        return item.kind == "definition" and not is_apart(self.names, item, written)

    # -- hypotheses ------------------------------------------------------------------------
    def supposes(self, piece: Piece) -> bool:
        """Whether a formula can be supposed, with the name that it gives; then it is."""
        return self._attempt(partial(self._suppose, [piece]))

    def _suppose_told(self, found: list[Piece], place: int, before: set[str], told: Told) -> None:
        """Suppose what a formula says, or take it for a claim, or put it by as a condition."""
        piece = found[place]
        if not RELATION.search(piece.text):
            return
        concludes, restricts = last(found, place, CONCLUDES), told.restricts
        told.restricts = restricts or concludes < 0
        if not supposed(found, place):
            return
        supposes = last(found, place, SUPPOSES) > concludes
        satisfies = concludes < 0 <= last(found, place, SATISFIES)
        if supposes or satisfies:
            told.taken += self._supplied(piece.start, piece.end)
        used = self._names_in(piece)
        if not used and concludes < 0 and self._bounds_size(piece):
            told.restricts = restricts
            told.taken.append(f"suppose {piece.text.strip()}")
            return
        new = bool(used) and not used & before
        new = new and (last(found, place, GIVES) > concludes or _normalises(found, place))
        if not used or not (supposes or satisfies or new):
            return
        defined = used <= self.into.context.definitions.keys()
        if not supposes and defined and not self._is_condition(found, place):
            told.restricts = restricts
            told.claims.append((piece.start, piece.end))
        elif self._attempt(partial(self._suppose, [piece, *quantifier(found, place + 1)])):
            told.restricts = restricts
            told.taken.append(f"suppose {piece.text.strip()}")

    def _is_condition(self, found: list[Piece], place: int) -> bool:
        """Whether "let $s = ...$ with $0 < s < n$" says what need not be so: it is supposed.

        An equation, "with $\\sum_k p_k = 1$", is rather a claim.
        """
        words = [p.text for p in found[:place] if not p.math]
        piece = found[place]
        if words[:1] != ["let"] or found[place - 1].text != "with":
            return False
        stated = RelationReader(self.source, piece.start, piece.end, self.names).line()
        equal = any(isinstance(one.relation, Equal) for one in stated)
        return not equal and refuted(stated, self.into.context)

    def _bounds_size(self, piece: Piece) -> bool:
        r"""Whether "$n \ge 2$" says that there are so many; then it is supposed."""
        said = _AT_LEAST.fullmatch(piece.text)
        sizes = {item.look.head for item in self.names.known if item.kind == "size"}
        if said is None or said["size"] not in {str(head) for head in sizes}:
            return False
        return self._attempt(partial(self._suppose, [piece]))

    def _names_in(self, piece: Piece) -> frozenset[str]:
        """The declared names of which a relation speaks; none if it is not read."""
        try:
            stated = RelationReader(self.source, piece.start, piece.end, self.names).line()
        except HardlimitError:
            return frozenset()
        used = names_among(e for one in stated for e in one.relation.expressions())
        return used & {item.name for item in self.names.known if item.kind != "size"}


def _normalises(found: list[Piece], place: int) -> bool:
    """Whether a formula says of probabilities that they sum to 1."""
    words = {p.text for p in found if not p.math}
    sums = re.fullmatch(r"\s*\\sum[^<>]*=\s*1\s*", found[place].text)
    return bool(sums) and bool(words & _NORMAL) and last(found, place, ("show", "prove")) < 0


def _heads_of(item: Declared) -> set[str]:
    return {look(w.head).light().head for w in item.written}


def _shown(item: Declared, kind: str, piece: Piece) -> str:
    """What was declared, in short."""
    names = ", ".join(w.tex() for w in item.written)
    if item.kind:
        return piece.text.strip()
    return f"{names} {kind}" + (" (nothing else is said)" if kind == "real" else "")
