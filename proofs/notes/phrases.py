r"""Phrases of prose that mean a formula of another form than they are written in.

"Let $p$ and $q$ be distributions" is about numbers $p_k$, "$r_{nk} = 1$ if $z_n = k$ and $0$
otherwise" is an indicator.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from ..language.alike import refuse_alike
from ..language.errors import HardlimitError
from .letting import Kept
from .names import Label, Written, read_written
from .newnames import between, outside
from .places import NotUnderstood
from .prose import Piece, shown
from .prosewords import RELATION
from .ranged import ranges_in
from .sentences import Sentence
from .supplying import SupplyReader
from .tokens import Stream

_INDICATOR = re.compile(r"# if #(?: [,;] )?(?: (?:and|else) )?(?: it )?(?: is )?# otherwise ")
_LAWFUL = frozenset(("distribution", "distributions", "pmf", "pmfs"))
_CALLED = frozenset(
    (
        *("and", ",", "be", "is", "are", "a", "an", "two", "any", "the", "discrete", "probability"),
        *("finite", "arbitrary", "categorical", "let", "suppose", "assume", "that"),
    )
)
_POSITIVE = re.compile(
    r"(?:with|having|whose) (?:(?:all|strictly|only) )*positive "
    r"(?:entries|components|coordinates|probabilities|weights)(?![^ ])"
)
LISTED = re.compile(r"\s*(?P<name>\\?[A-Za-z]+)\s*=\s*\(\s*(?P=name)_1\s*,[^()]*\)\s*")
_BLANK = re.compile(r"(?:\s|\\q?quad(?![A-Za-z])|\\[,;: ]|~)*")
_FIRST = re.compile(r"(?:\s|\\q?quad|\\[,;: ]|~)*\w\s*=\s*1\s*")


def _is_law(found: list[Piece], place: int) -> bool:
    """Whether "distributions" or "probability vectors" stands there."""
    one = found[place]
    vectors = one.text in ("vector", "vectors") and place and not found[place - 1].math
    return not one.math and (
        one.text in _LAWFUL or bool(vectors and found[place - 1].text == "probability")
    )


class PhraseReader(SupplyReader):
    """Reads phrases, and takes formulas into the parts of which each says something."""

    def _attempt(self, act: Callable[[], object]) -> bool:
        """Whether something can be done; of what cannot, nothing is kept."""
        kept = Kept(self.into.context)
        try:
            act()
            refuse_alike(self.into.context)
        except HardlimitError:
            kept.restore()
            return False
        return True

    def _written_for(self, text: str, piece: Piece) -> Piece:
        """``text``, to be read for a formula."""
        self.source, start, end = self.source.with_copy(text, piece.start)
        return Piece(text, start, end, True)

    def _name_alone(self, piece: Piece) -> Written | None:
        """The name with which a formula begins."""
        try:
            return read_written(Stream(self.source, piece.start, piece.end))
        except NotUnderstood:
            return None

    def indices_of(self, name: Piece) -> None:
        """Declare the indices of a name, as the sums of the text say."""
        written = self._name_alone(name)
        labels: tuple[Label, ...] = () if written is None else written.labels
        for label in labels:
            self._attempt(partial(self._index_of, label))

    # -- phrases ---------------------------------------------------------------------------
    def _laws(self, found: list[Piece]) -> list[str]:
        """What "let $p$ and $q$ be distributions" says: of the numbers $p_k$ of the text."""
        end = next((n for n, p in enumerate(found) if _is_law(found, n)), 0)
        begin = end
        while begin and self._speaks_of_laws(found[begin - 1]):
            begin -= 1
        before, told = found[begin:end], list[str]()
        positive = _POSITIVE.match(shown(found[end + 1 :])) is not None
        signs = {re.sub(r"[\s{}]", "", p.text) for p in found[end:] if p.math}
        for piece in before:
            listed = LISTED.fullmatch(piece.text) if piece.math else None
            if not piece.math or not (listed or self._is_new_alone(piece)):
                continue
            name = listed["name"] if listed else piece.text.strip()
            one = self._written_for(self._with_index(name), piece)
            self.indices_of(one)
            if self._attempt(partial(self._law_of, one, positive or f"{one.text}>0" in signs)):
                told.append(f"{one.text} is a distribution")
        return told

    def _speaks_of_laws(self, piece: Piece) -> bool:
        """Whether a piece before "distributions" is one of them, or a word between them."""
        if piece.math:
            return bool(LISTED.fullmatch(piece.text)) or self._is_new_alone(piece)
        return piece.text in _CALLED

    def _law_of(self, one: Piece, positive: bool) -> None:
        """Numbers that sum to 1, none of them negative, or all positive."""
        if positive:
            given = self._written_for(f"{one.text} > 0", one)
            self._declare(self._declared(given), given)
        self._distribution(one)

    def _is_new_alone(self, piece: Piece) -> bool:
        """Whether a formula is a new name and nothing else."""
        stream = Stream(self.source, piece.start, piece.end)
        try:
            written = read_written(stream)
        except NotUnderstood:
            return False
        return not (stream.peek() or self.names.matching(written))

    def _with_index(self, name: str) -> str:
        """A name with the index that it has in the text, if that is one."""
        pattern = rf"(?<![A-Za-z\\]){re.escape(name)}_\{{?([a-z])(?![A-Za-z])"
        letters = {*re.findall(pattern, self.source.text)} if "_" not in name else set()
        ranged = {letter for letter, _ in ranges_in(self.source)} & letters
        return f"{name}_{min(ranged)}" if len(ranged) == 1 else name

    def _indicators(self, sentence: Sentence) -> list[str]:
        """The definition that "1 if ..., 0 otherwise" says, whose words are taken out."""
        found = sentence.pieces
        for at in range(len(found) - 4):
            shown = "".join("#" if p.math else f" {p.text} " for p in found[at : at + 9])
            match = _INDICATOR.match(shown)
            if match is None:
                continue
            count = match[0].count("#") + len(re.findall(r" \S+ ", match[0]))
            first, condition, last = (p.text.strip() for p in found[at : at + count] if p.math)
            name, one = (part.strip() for part in f"{first}=".split("=")[:2])
            if one != "1" or last.removeprefix(name).strip(" =") != "0":
                continue
            piece = self._written_for(rf"{name} = \mathbf 1[{condition}]", found[at])
            self.indices_of(piece)
            if self.defines(piece) and self._attempt(partial(self.define, piece)):
                del found[at : at + count]
                return [piece.text]
        return []

    # -- parts -----------------------------------------------------------------------------
    def _parts(self, piece: Piece) -> list[Piece]:
        """A formula in the parts that commas set apart, where each says something."""
        if not piece.math or self._span(piece) is not None:
            return [piece]
        tokens = Stream(self.source, piece.start, piece.end).tokens
        commas = (t for _, t in outside(tokens) if t.text in (",", ";"))
        parts = between(piece.start, piece.end, commas)
        texts = [self.source.text[a:b] for a, b in parts]
        at = next((n for n, text in enumerate(texts) if n and _FIRST.fullmatch(text)), 0)
        if at:
            return [self._cut(piece.start, parts[at - 1][1]), self._cut(parts[at][0], piece.end)]
        if len(texts) > 1 and all(map(RELATION.search, texts)):
            return [self._cut(*part) for part in parts]
        return [piece]

    def _cut(self, start: int, end: int) -> Piece:
        blank = _BLANK.match(self.source.text, start, end)
        start = blank.end() if blank else start
        return Piece(self.source.text[start:end], start, end, True)
