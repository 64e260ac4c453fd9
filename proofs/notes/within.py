r"""What sentences conclude: "so $\sum_k N_k = N$", "hence $\hat\mu = \bar x$ for all $k$".

Such a formula is read as if it were displayed.  It is judged where it is false at an instance, or
a reason for it is found at once; else it is told that it was not, and nothing rests on it.  Beside
words that suppose, doubt, ask or want nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..language.errors import HardlimitError
from ..search.completing import FIRST
from ..search.portfolio import find_reason
from ..search.question import Question
from .blocks import LET, SUPPOSE, WRITE
from .documents import Display, Row
from .equivalent import refuted
from .holding import Holder
from .letting import Kept
from .lines import Line
from .prose import Piece
from .prosewords import DOUBTS, RELATION, SATISFIES, quantifier
from .sentences import Sentence
from .stated import Stated
from .stationary import begins_with_slope
from .telling import ProseReader

#: Words behind which a formula is concluded, and what may stand between.
_CONCLUDES = frozenset(
    (
        *("hence", "thus", "so", "therefore", "then", "consequently", "gives", "giving", "yields"),
        *("yielding", "get", "obtain", "find", "have", "conclude", "deduce", "implies", "follows"),
        *("see", "becomes"),
    )
)
_BETWEEN = frozenset(
    ("that", "we", "also", "now", "finally", "simply", "again", "immediately", "and", ",", ":")
)
#: What may stand behind.
_BEHIND = frozenset((",", ";", ".", ":", "(", ")", "and"))
#: Words of a sentence that does not plainly conclude.
_ELSE = (
    *(*LET, *SUPPOSE, *WRITE, *SATISFIES, "show", "prove", "want", "need", "goal", "aim", "claim"),
    *(
        "verify",
        "check",
        "exercise",
        "must",
        "may",
        "could",
        "should",
        "can",
        "for",
        "where",
        "with",
    ),
    *("in", "since", "because", "as", "example", "try", "guess", "recall", "approximately", "or"),
    *("similarly", "likewise", "analogously", "substituting", "plugging", "inserting"),
    *("combining", "eliminating", "rearranging", "optimum", "optimal"),
    *("about", "roughly", "only", "some", "any", "at", "unless", "typically", "often", "usually"),
)
_REFUSED = DOUBTS.union(_ELSE)
_TOLD = "it stands within a sentence, and was not judged: display it to have it judged"


@dataclass(frozen=True)
class Concluded:
    """A formula that a sentence concludes, and "for all $k$" behind it."""

    formula: Piece
    every: str = ""


def concluded(sentence: Sentence) -> Iterator[Concluded]:
    """What a sentence plainly concludes."""
    found, place, taken = sentence.pieces, 0, set[int]()
    if sentence.odd:
        return
    every = [p for n, f in enumerate(found) if f.math for p in quantifier(found, n + 1)]
    if _REFUSED & {p.text for p in found if not p.math and p not in every}:
        return
    while place < len(found):
        piece, begun = found[place], place
        place += 1
        if not (piece.math and RELATION.search(piece.text)):
            continue
        every = quantifier(found, place)
        place += len(every)
        ends = place == len(found) or (not found[place].math and found[place].text in _BEHIND)
        if ends and _leads(found, begun, taken):
            taken |= {p.start for p in (piece, *every)}
            yield Concluded(piece, every[-1].text if every else "")


def _leads(found: list[Piece], place: int, taken: set[int]) -> bool:
    """Whether the words right before a formula conclude it, or join it to one ``taken`` so.

    "Its slope is $f'(x) = 2 x$" says what a slope is.
    """
    joined, slope = False, begins_with_slope(found[place].text)
    for before in reversed(found[:place]):
        if before.math:
            return joined and before.start in taken
        if before.text in _CONCLUDES or (slope and before.text in ("is", "reads")):
            return True
        joined = joined or before.text == "and"
        if before.text not in _BETWEEN:
            return False
    return False


class SentenceReader(Holder):
    """Reads what sentences conclude."""

    def _concludes_all(self, sentence: Sentence) -> bool:
        relations = [p for p in sentence.pieces if p.math and RELATION.search(p.text)]
        return bool(relations) and len([*concluded(sentence)]) == len(relations)

    def _concluded(self, sentence: Sentence, claimed: list[tuple[int, int]]) -> None:
        """The lines for what a sentence concludes, but for what is ``claimed`` already."""
        if self.names is None or not self.notes.drafts:
            return
        for one in concluded(sentence):
            if (one.formula.start, one.formula.end) not in claimed:
                self.notes.lines += self._judged(one)

    def _judged(self, one: Concluded) -> list[Line]:
        """The lines for a formula, or that which says that it was not judged."""
        row, draft = Row(one.formula.start, one.formula.end), self.draft
        if one.every:
            text = rf"{one.formula.text} \quad \text{{for all }} {one.every}"
            row = Row(*self._copy(text, row.start))
        display = Display((row,), one.formula.start - 1, one.formula.end + 1)
        self._close()
        kept, last, asked = Kept(draft.context), self.last, self.asked
        steps, goals, guessed = len(draft.steps), len(draft.goals), {*self.guessed}
        roots, zeros = {*self.roots}, [*self.zeros]
        lines = [replace(n, within=True) for n in self._lines_sought(row, "", None, display)]
        self._close()
        self.last, self.asked = last, self.asked or asked
        # A mere name is none that is concluded: what is named is claimed beside it.
        named = lines[0].named and len(lines) == 1
        if not named and all(map(self._settled, lines)):
            return lines
        kept.restore()
        del draft.steps[steps:], draft.goals[goals:]
        self.guessed, self.roots, self.zeros = guessed, roots, zeros
        self._renamed_by(ProseReader(self.parts.source, draft))
        line = replace(lines[0], steps=(), lost=(), printed=(), named=(), guessed=(), hangs=False)
        return [replace(line, error="", text=one.formula.text, unjudged=_TOLD)]

    def _settled(self, line: Line) -> bool:
        """Whether a line is false at an instance as it stands, or holds for a reason."""
        draft, numbers = self.draft, {*line.steps}
        if line.error or not (numbers or line.named):
            return False
        own = [step for step in draft.steps if step.number in numbers]
        plain = not (line.restricted or line.guessed)
        if plain and refuted(
            [Stated(step.claim.relation) for step in own if not step.claim.under], draft.context
        ):
            return True
        earlier = {s.number: s.claim for s in draft.steps if s.number not in numbers}
        try:
            for step in own:
                question = Question(draft.context.snapshot(), step.claim, earlier, {}, frozenset())
                if find_reason(question, FIRST) is None:
                    return False
                earlier[step.number] = step.claim
        except (HardlimitError, RecursionError):
            return False
        return True
