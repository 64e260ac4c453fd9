r"""What the sentences of prose declare, name and suppose, in the words that people use.

    Let $x_1, \dots, x_N \in \mathbb{R}^D$ be observations, and let $r_{nk} \ge 0$ denote the
    responsibility of component $k$, where $k = 1, \dots, K$.  With $N_k = \sum_n r_{nk}$ we get

Words only say which formulas count: a new name with what it is, a new name with what it stands
for, and a relation that is supposed.  A sentence that doubts, denies or restricts is not read;
what it says of a name is asked for then.  An equation for a name that has its meaning already is
no definition: it is a claim.  What was taken from prose is told.
"""

from __future__ import annotations

import re

from ..language.errors import HardlimitError
from ..language.substitution import names_among
from ..language.symbols import look
from .anew import is_another
from .announcing import AnnounceReader, Told
from .blocks import LET, SUPPOSE, WRITE
from .declaring import Declared
from .kinds import KINDS
from .letting import Kept
from .licensing import is_called, supposed
from .names import Written, read_written
from .places import NotUnderstood
from .prose import Piece, shown
from .prosewords import CASES, DOUBTS, GIVES, INSERTS, RELATION, SIGNS, SUPPOSES, last, words_near
from .reciprocals import turned
from .relations import RelationReader
from .sentences import Sentence
from .tokens import Stream

#: Signs that say more of a name than that it is a real number, or a vector.
_MORE = re.compile(r"[<>≤≥≠]|\\(?:le|ge|ne|leq|geq|neq|sim)(?![A-Za-z])|\\in(?!\s*\\mathbb)|=.*=")
#: Words by which something is given, beside "let".
_CONSIDER = frozenset(("consider", "fix", "take", "choose", "pick"))
_OPENS = _CONSIDER | {*LET}
#: "For $x > 0$", "for every constant $c \\in \\mathbb{R}$".
_FOR = re.compile(r"\bfor(?: (?:all|any|every|each|real|fixed|constants?|numbers?|scalars?|a))*\Z")
_SIGN = re.compile(r"[<>≤≥]|\\(?:le|ge|leq|geq|in)(?![A-Za-z])")
_FUNCTION = re.compile(r"\s*\\?[A-Za-z]+\s*(?:_\{?\w+\}?)?\(")


class ProseReader(AnnounceReader):
    """Reads sentences of prose into declarations, definitions and hypotheses."""

    def tell(self, sentence: Sentence, only_names: str | None = None) -> Told:
        """Take what a sentence gives; of what is not understood nothing is kept.

        Beside a block (``only_names`` is the text of those to come, else None) only equations
        count, for names that none of them speaks of.
        """
        self.free = only_names is None
        problems = len(self.problems)
        sentence.pieces = [self._turned(self._without_cases(p)) for p in sentence.pieces]
        del self.problems[problems:]
        told = Told(self._indicators(sentence))
        words = {*sentence.words}
        if _is_doubtful(sentence):
            told.restricts = _relates(sentence.pieces)
            return told
        told.restricts = bool(words & INSERTS) and _relates(sentence.pieces)
        if not words & GIVES and not (self.free and self._for_new(sentence.pieces)):
            self._functions_told(sentence.pieces, told)
            for place, piece in enumerate(sentence.pieces):
                if self.free and piece.math and is_called(sentence.pieces, place):
                    self._define_told(sentence.pieces, place, told)
        elif only_names is not None:
            self._define_all(sentence.pieces, only_names, told)
        elif not self._plainly(sentence, told):
            self._taken_apart(sentence.pieces, told)
        return told

    def _for_new(self, found: list[Piece]) -> bool:
        """Whether "for $a > 0$" says what a new name is."""
        for place, piece in enumerate(found):
            said = _FOR.search(shown(found[:place])) if piece.math else None
            if said is None or self._span(piece) is not None or not _SIGN.search(piece.text):
                continue
            items = self._given_items(found, place)
            if items and all(item.kind and self._is_new(item) for item in items):
                return True
        return False

    def _turned(self, piece: Piece) -> Piece:
        r"""$s^2 = 1/c$ for $\frac{1}{s^2} = c$, where that names."""
        if not piece.math:
            return piece
        text = turned(self.source, piece.start, piece.end, self.names)
        return self._written_for(text, piece) if text else piece

    def _define_all(self, found: list[Piece], later: str, told: Told) -> None:
        for place, piece in enumerate(found):
            if piece.math and piece.text.partition("=")[0].strip() not in later:
                self._define_told(found, place, told)

    def _functions_told(self, found: list[Piece], told: Told) -> None:
        """What "the entropy $H(p) = ...$" says: an equation for a new function names it."""
        for place, piece in enumerate(found):
            if piece.math and _FUNCTION.match(piece.text):
                signs = self._signs_of(piece)
                if signs and signs[0].text == "=":
                    self._define_new(found, place, signs, told)

    def _plainly(self, sentence: Sentence, told: Told) -> bool:
        """Whether the sentence is one of the language of blocks as it stands; then it is read."""
        found = sentence.pieces
        first = next((n for n, p in enumerate(found) if p.text in (*LET, *SUPPOSE)), None)
        if first is None or any(p.math for p in found[:first]):
            return False
        if not all(supposed(found, place) for place in _saying(found)):
            return False
        kept, problems = Kept(self.into.context), self.problems
        self.problems = []
        try:
            clauses = self._clauses(found[first:], sentence.start)
            self.read_clauses(clauses)
            failed = bool(self.problems) or not clauses
        except HardlimitError:
            failed = True
        self.problems = problems
        failed = failed or (self._claims_more(kept) and not {*sentence.words} & SUPPOSES)
        if failed:
            kept.restore()
            return False
        told.taken.append(self.source.text[found[first].start : found[-1].end + found[-1].math])
        return True

    def _claims_more(self, kept: Kept) -> bool:
        """Whether something was supposed of nothing but what is defined: then it is a claim."""
        context = self.into.context
        return any(
            names_among(held.relation.expressions())
            <= context.definitions.keys() | context.sizes.keys()
            for name, held in context.hypotheses.items()
            if name not in kept.names("hypotheses")
        )

    # -- what is said again ----------------------------------------------------------------
    def given_again(self, sentence: Sentence) -> set[str]:
        """The names that are known, and of which a sentence says anew what they are."""
        found = sentence.pieces
        if _is_doubtful(sentence) or not {*sentence.words} & GIVES:
            return set()
        again: set[str] = set()
        for place, piece in enumerate(found):
            if not piece.math or self._span(piece) is not None:
                continue
            items = [i for i in self._given_items(found, place) if i.kind or i.upto]
            if {*sentence.words} & SUPPOSES and r"\sim" not in piece.text:
                # "Suppose $x > 1$" says more of the same x.
                items = [item for item in items if item.upto]
            written = [w for item in items for w in item.written]
            if last(found, place, (*LET, *WRITE)) >= 0 and (name := self._equated(piece)):
                written.append(name)
            again |= {item.name for w in written for item, _ in self.names.matching(w)}
        return again

    def given_freely(self, sentence: Sentence) -> set[str]:
        """The known names of which a sentence says that they may be anything.

        "Let $x$ be any real number" does so, and "for every real $x$".
        """
        found, words = sentence.pieces, {*sentence.words}
        if _is_doubtful(sentence) or words & SUPPOSES:
            return set()
        maths = [n for n, p in enumerate(found) if p.math and self._span(p) is None]
        others = {n for n in maths if is_another(found, n, behind=sentence.behind)}
        maths = [
            n for n in maths if n in others or last(found, n, _OPENS) >= 0 or _is_bound(found, n)
        ]
        pairs = [(n, item) for n in maths for item in self._given_items(found, n)]
        return {
            known.name
            for n, item in pairs
            for written in item.written
            for known, _ in self.names.matching(written)
            if self._is_any(found, n, item)
            or (known.kind == "definition" and (n in others or self._is_signed(found, n, item)))
        }

    def _is_signed(self, found: list[Piece], place: int, item: Declared) -> bool:
        """Whether a sign is given, which of what is defined already cannot be."""
        said = {*words_near(found, place)}
        return bool(item.kind or item.bounds or (said & {"be", "for"} and said & SIGNS.keys()))

    def _is_any(self, found: list[Piece], place: int, item: Declared) -> bool:
        """Whether a real number is given, and no more said of it."""
        said = {*words_near(found, place)}
        if item.bounds:
            return False
        any_ = bool(said & {"be", "for", *_CONSIDER}) and bool(
            said & {"any", "arbitrary", "real", "reals"}
        )
        return item.kind == "real" or (not item.kind and any_ and not said & SIGNS.keys())

    def _equated(self, piece: Piece) -> Written | None:
        """The name before an equals sign."""
        stream = Stream(self.source, piece.start, piece.end)
        try:
            written = read_written(stream)
        except NotUnderstood:
            return None
        return written if stream.peek() == "=" else None

    def is_function(self, start: int, end: int) -> bool:
        """Whether a known function stands first."""
        try:
            reader = RelationReader(self.source, start, end, self.names)
            return reader.function_of(read_written(reader))[0] is not None
        except HardlimitError:
            return False

    def function_again(self, start: int, end: int) -> str:
        """The name of a known function that stands first in an equation with other variables."""
        try:
            reader = RelationReader(self.source, start, end, self.names)
            function, _ = reader.function_of(read_written(reader))
            if function is None or not reader.took("("):
                return ""
            variables = [read_written(reader)]
            while reader.took(","):
                variables.append(read_written(reader))
            reader.take(")")
        except HardlimitError:
            return ""
        heads = {look(w.head).light().head for w in variables}
        own = {look(w.head).light().head for w in function.own}
        return function.item.name if reader.peek() == "=" and not heads & own else ""


def _is_bound(found: list[Piece], place: int) -> bool:
    """Whether "for every" or "for real" stands before a formula."""
    return "for" in words_near(found, place) and last(found, place, ("for",)) >= 0


def _is_doubtful(sentence: Sentence) -> bool:
    """Whether a sentence says what it says with doubt, or of one case only."""
    words = {*sentence.words}
    one = bool(words & {*SUPPOSE}) and bool(words & CASES)
    return sentence.odd or one or bool(words & DOUBTS) or any("n't" in word for word in words)


def _saying(found: list[Piece]) -> list[int]:
    """The places of what says more of something than that it is a real number."""
    places = [n for n, p in enumerate(found) if p.math and _MORE.search(p.text)]
    words = {p.text for p in found if not p.math}
    signs = words & SIGNS.keys() or {KINDS.get(w, "real") for w in words} - {"real"}
    signs = signs or (words if words >= {"number", "of"} else set())
    maths = [n for n, p in enumerate(found) if p.math]
    return places or (maths[:1] if signs else [])


def _relates(found: list[Piece]) -> bool:
    return any(p.math and RELATION.search(p.text) for p in found)
