"""Blocks taken into sentences, and the ranges, sizes and indices that they declare."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..language.declarations import Declarations
from ..language.errors import HardlimitError
from ..language.symbols import look
from .declaring import Span, plain_name, read_span
from .names import Label, Names, Written
from .places import NotUnderstood, Source, shortened
from .prose import Piece
from .ranged import ranges_in

LET = ("let", "consider", "take")
WRITE = ("write", "define", "put", "set", "denote", "abbreviate")
SUPPOSE = ("suppose", "assume")
VERBS = (*LET, *WRITE, *SUPPOSE)
#: In brackets one may remark something, but nothing on which a sentence depends.
DEPENDS = frozenset(
    (
        *("if", "unless", "when", "whenever", "where", "except", "only", "not", "provided", "or"),
        *("possibly", "perhaps", "maybe", "sometimes", "almost", "but", "never", "no"),
        *("some", "somewhere", "often", "usually", "mostly", "rarely", "hopefully", "nearly"),
        *("false", "wrong", "untrue", "impossible", "absurd", "contradiction", "doubtful"),
    )
)
FILLERS = frozenset(
    (
        *("a", "an", "the", "all", "every", "each", "any", "that", "we", "us", "it", "with", "and"),
        *("for", "of", "in", "where", "by", "also", "be", "is", "are", "given", "whole"),
        *("real-valued", "point", "points", "clusters", "components", "data", "value", "values"),
        *("indexed", "constants", "parameters", "variables", "vectors", "scalars", "quantities"),
        *("weights", "rates", "observations", "samples", "coefficients", "unknowns", "finite"),
        *("likelihood", "likelihoods", "prior", "priors", "response", "responses", "penalty"),
        *("regressor", "regressors", "covariate", "covariates", "predictor", "predictors"),
        *("feature", "features", "target", "targets", "instrument", "instruments", "noise"),
        *("input", "inputs", "output", "outputs", "score", "scores", "logits", "temperature"),
        *("parameter", "weight", "rate", "coefficient", "intercept", "scalar", "vector", "pair"),
        *("pairs", "threshold", "disturbances", "errors", "unknown", "observation", "datum"),
    )
)
_OPENING = frozenset(
    ("and", ",", "further", "furthermore", "moreover", "finally", "given", ":", "we", "us", "now",
     "also", "then", "here", "again")
)  # fmt: skip


@dataclass
class Clause:
    verb: str
    start: int
    pieces: list[Piece] = field(default_factory=list)


class BlockReader:
    """What all sentences share: the declarations so far, ranges, messages with their places."""

    def __init__(self, source: Source, declarations: Declarations) -> None:
        self.source = source
        self.into = declarations
        #: Each definition and hypothesis and the place of its formula.
        self.places: dict[str, int] = {}
        #: Sentences that were not understood; the others count all the same.
        self.problems: list[NotUnderstood] = []

    @property
    def names(self) -> Names:
        return Names(self.into.context)

    def _clauses(self, found: list[Piece], start: int) -> list[Clause]:
        """The sentences of a block, without those that are not understood.

        Of a sentence with an odd sign that sign is told already.
        """
        clauses: list[Clause] = []
        ended = True
        before, lost = list[Piece](), False
        for place, piece in enumerate(found):
            given = piece.text == "given" and found[place + 1 : place + 2]
            opens = bool(given) and given[0].math and ended  # type: ignore[index]
            begins = (piece.text in VERBS or opens) and not (piece.math or _takes(found, place))
            stops = piece.text in (";", ".") and not piece.math
            if lost:
                # Up to its end, a verb included: "unless we suppose ..." supposes nothing.
                lost = not stops
                ended = True
            elif begins:
                verb = "let" if opens else piece.text
                clauses.append(Clause(verb, piece.start, before))
                ended, before = False, []
            elif ended and before and stops:
                self._says_nothing(before)
                before = []
            elif ended and not piece.odd and (before or (piece.text == "for" and not piece.math)):
                # "For $n \\le N$ let ...": what is said first belongs to what follows.
                before.append(piece)
            elif stops:
                ended = True
            elif ended and piece.math and clauses and found[place - 1].text == ";":
                # "let $a > 0$; $b$ be real": the verb goes on.
                clauses.append(Clause(clauses[-1].verb, piece.start, [piece]))
                ended = False
            elif ended and piece.text in _OPENING and not piece.math:
                continue
            elif ended:
                before, lost = [], True
                if not piece.odd:
                    said = "a sentence of the block begins with 'let', 'write' or 'suppose'"
                    read = shortened(self.source.text[start : piece.start])
                    self.problems.append(NotUnderstood(said, piece.start, read))
            else:
                clauses[-1].pieces.append(piece)
        if before:
            self._says_nothing(before)
        return [clause for clause in clauses if not any(p.odd for p in clause.pieces)]

    def _says_nothing(self, sentence: list[Piece]) -> None:
        said = "this sentence says nothing: let, write or suppose"
        self.problems.append(NotUnderstood(said, sentence[0].start))

    # -- ranges ------------------------------------------------------------------------
    def _span(self, piece: Piece) -> Span | None:
        return read_span(self.source, piece.start, piece.end)

    def _spans(self, clause: Clause) -> None:
        """Declare the indices, and sizes, of all ranges of a sentence.

        Outside "let" ``a \\le B`` is a range behind "for" only, and an inequality elsewhere.
        """
        for piece in formulas_for_ranges(clause.pieces, everywhere=clause.verb in LET):
            span = self._span(piece)
            if span is None:
                continue
            for label in span.labels:
                self._within(piece.start, partial(self._new_index, label, span))

    def _new_index(self, label: Label, span: Span) -> None:
        size = self._size(span.size, None)
        known = self.names.indices.get(label.text)
        if known is None:
            if "'" in label.text:
                raise NotUnderstood("a declared index has no prime", label.token.start)
            self.into.index(plain_name(look(label.tex), {}), size)
        elif known.size != size:
            raise NotUnderstood(
                f"{label} runs over 1..{known.size} already: use another letter",
                label.token.start,
            )

    def _size(self, written: Written, piece: Piece | None) -> Any:
        for item, rest in self.names.matching(written):
            if item.kind == "size" and not rest:
                return item.thing
            raise NotUnderstood(f"{written.tex()} is no size", written.token.start)
        return self._new_size(written, "")

    def _new_size(self, written: Written, note: str) -> Any:
        for item, rest in self.names.matching(written):
            if item.kind == "size" and not rest:  # a range has declared it
                self.into.context.size_notes[item.name] = note
                return item.thing
        return self.into.size(plain_name(look(written.tex()), {}), note)

    def _coordinates(self) -> None:
        """A letter for the coordinates of vectors, where none is declared."""
        context = self.into.context
        bound = {letter for letter, _ in ranges_in(self.source)}
        wanted = [f.sizes[-1] for f in context.families.values() if f.vector]
        for size in wanted:
            if any(i.size == size for i in context.indices.values()):
                continue
            letters = [size.name[0].lower(), *"ijlmpq"]
            name = next((c for c in letters if c not in context.declared() and c not in bound), "")
            if name:
                self.into.index(name, size)

    # -- helpers -----------------------------------------------------------------------
    def _error(self, message: str, piece: Piece) -> NotUnderstood:
        return NotUnderstood(message, piece.start)

    def _within(self, offset: int, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except NotUnderstood:
            raise
        except HardlimitError as error:
            raise NotUnderstood(str(error), offset) from None


def _takes(found: list[Piece], place: int) -> bool:
    """Whether "take" is said of what takes values, and begins no sentence."""
    after = found[place + 1].text if place + 1 < len(found) else ""
    before = place > 0 and found[place - 1].math
    return found[place].text in ("take", "assume") and before and after in ("the", "values")


def formulas_for_ranges(found: Iterable[Piece], *, everywhere: bool) -> list[Piece]:
    """The formulas of a sentence that may say ranges."""
    out: list[Piece] = []
    behind_for = everywhere
    for piece in found:
        if piece.math:
            if behind_for:
                out.append(piece)
        elif piece.text not in (",", "and"):
            behind_for = everywhere or piece.text in ("for", "all", "every", "each")
    return out


def without_remarks(found: Iterable[Piece], refused: Collection[str]) -> list[Piece]:
    """A sentence without what stands in brackets.

    Raises:
        NotUnderstood: if a word there is one of ``refused``.
    """
    out: list[Piece] = []
    depth = 0
    for piece in found:
        depth += (piece.text == "(" and not piece.math) - (piece.text == ")" and not piece.math)
        if depth > 0 and not piece.math and piece.text in refused:
            raise NotUnderstood(
                f"a remark in brackets says nothing to the checker: {piece.text!r} cannot "
                "stand there",
                piece.start,
            )
        if depth <= 0 and piece.text != ")":
            out.append(piece)
    return out
