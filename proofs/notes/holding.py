r"""What a text holds fixed: "holding the responsibilities $r_{nk}$ fixed, we maximise" $Q(\mu)$.

What r stands for speaks of \mu, but where it is held fixed it does not move with \mu.  From there
on r is any numbers of which it is supposed what was seen of them: that they are positive, and that
they sum to 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..kernel.form import positive_definitions
from ..language.claims import Claim, Equal, Hypothesis, LessThan, Relation
from ..language.context import Definition
from ..language.errors import HardlimitError
from ..language.substitution import names_among
from ..language.vocabulary import total
from ..report.render.formula import Printer
from ..search.completing import FIRST
from ..search.portfolio import find_reason
from ..search.question import Question
from .displays import DisplayReader
from .documents import Document, Heading
from .having import ZERO
from .names import read_written
from .places import NotUnderstood
from .prose import shown
from .prosewords import DOUBTS
from .sentences import Sentence
from .telling import ProseReader
from .tokens import Stream

_THING = (
    r"(?P<of>(?:(?:the|these|those|all|our|current|old) )*(?:(?P<noun>[a-z]+) )?"
    r"(?:#\d+ (?:and )?)*)"
)
_CONSTANT = r"(?:fixed|constants?|as (?:fixed|given|constants?)(?: numbers)?)\b"
_FIXED = tuple(
    re.compile(rf"\b{pattern}")
    for pattern in (
        rf"(?:hold|holding|keep|keeping|treat|treating|regard|regarding|with) {_THING}{_CONSTANT}",
        rf"(?:with|for) (?:fixed|given) {_THING}",
        rf"{_THING}(?:is|are|being)? ?(?:held|kept|treated|regarded) {_CONSTANT}",
    )
)


#: Titles of what is still the step in which it is held fixed.
_STILL = re.compile(
    r"(?i)\bm[- ]step|maximi[sz]|minimi[sz]|updat|weight|means?\b|varianc|mixing|coefficient"
    r"|proportion|cent(?:re|er)|lagrang|gradient|derivative|parameter"
)
#: Words of a sentence that speaks of what moves again.
_MOVES = re.compile(r"\b(?:limit|limits|e-step|tends?|again|iterations?|now depends?)\b")


class Holder(DisplayReader):
    """Takes what is held fixed for numbers that do not move."""

    def __init__(self, parts: Document) -> None:
        super().__init__(parts)
        #: What is held fixed, what it stood for, and the definitions in their order.
        self.held: dict[str, Definition] = {}
        self.order: list[str] = []

    def _headed(self, part: Heading) -> None:
        if not _STILL.search(part.title):
            self._let_go(part.start)
        super()._headed(part)

    def _let_go(self, start: int) -> None:
        """Go on with what stood for something before it was held fixed."""
        held, self.held = self.held, {}
        if not held:
            return
        draft = self._begin(start, also=True)
        draft.steps, draft.goals = [], []
        context = draft.context
        for kind in (context.symbols, context.families):
            for name in held.keys() & kind.keys():
                del kind[name]
        for name, given in tuple(context.hypotheses.items()):
            if held.keys() & names_among(given.expressions()):
                del context.hypotheses[name]
        every = context.definitions | held
        context.definitions.clear()
        context.definitions |= {n: every.pop(n) for n in self.order if n in every} | every
        self._renamed_by(ProseReader(self.parts.source, draft))

    def _hold(self, sentence: Sentence) -> None:
        """Hold fixed what a sentence says is held fixed."""
        if not (self.free and self.notes.drafts) or {*sentence.words} & DOUBTS:
            return
        if _MOVES.search(shown(sentence.pieces)):
            self._let_go(sentence.start)
        held = dict.fromkeys(self._held_names(sentence))
        context = self.draft.context
        known = {n: list(self._known_of(context.definitions[n])) for n in held}
        if not known:
            return
        draft = self._begin(sentence.start, also=True)
        draft.steps, draft.goals = [], []
        self.order = [*dict.fromkeys((*self.order, *draft.context.definitions))]
        for name, relations in known.items():
            self.held[name] = draft.context.definitions.pop(name)
            self._hold_one(self.held[name], relations)
        self._renamed_by(ProseReader(self.parts.source, draft))

    def _held_names(self, sentence: Sentence) -> Iterator[str]:
        """The definitions that are held fixed."""
        formulas = [p for p in sentence.pieces if p.math]
        count = iter(range(len(formulas)))
        words = " ".join(f"#{next(count)}" if p.math else p.text for p in sentence.pieces)
        for found in (m for pattern in _FIXED for m in pattern.finditer(words)):
            numbers = [int(n) for n in re.findall(r"#(\d+)", found["of"])]
            for piece in (formulas[n] for n in numbers):
                yield from self._definition_at(piece.start, piece.end)
            if not numbers and found["noun"]:
                stem = found["noun"].rstrip("s")
                named = [n for n, said in self.called.items() if stem in said]
                yield from (n for n in named[-1:] if n in self.draft.context.definitions)

    def _definition_at(self, start: int, end: int) -> Iterator[str]:
        """The definition whose name, and nothing else, stands there; no function."""
        assert self.names is not None  # noqa: S101
        stream = Stream(self.parts.source, start, end)
        try:
            found = self.names.matching(read_written(stream))
        except NotUnderstood:
            return
        item = found[0][0] if found and not stream.peek() else None
        if item is not None and item.kind == "definition" and not item.look.tail:
            yield item.name

    def _known_of(self, item: Definition) -> Iterator[Relation]:
        """What is seen of a definition: that it is positive, and what it sums to."""
        context = self.draft.context.snapshot()
        entry = item.base[item.params] if item.params else item.base
        if item.name in positive_definitions(context):
            yield LessThan(ZERO, entry)
        if item.params:
            one = Equal(total(entry, item.params[-1]), ZERO + 1)
            earlier = {s.number: s.claim for s in self.draft.steps}
            question = Question(context, Claim(one), earlier, {}, positive_definitions(context))
            if find_reason(question, FIRST) is not None:
                yield one

    def _hold_one(self, item: Definition, relations: list[Relation]) -> None:
        """Declare what was defined as numbers, and suppose what is known of it."""
        draft = self.draft
        sizes = [index.size for index in item.params]
        if sizes:
            draft.family(item.name, *sizes, tex=item.tex, vector=item.vector)
        else:
            draft.symbol(item.name, tex=item.tex)
        told = [f"${item.tex}$ held fixed"]
        for relation in relations:
            free = [i for i in item.params if i in relation.expressions()[0].free_symbols]
            free = free or [i for i in item.params if i in relation.expressions()[1].free_symbols]
            taken = draft.context.declared()
            name = next(n for n in (f"h{c}" for c in range(1, 999)) if n not in taken)
            try:
                draft.suppose(Hypothesis(name, relation, tuple(free)))
            except HardlimitError:
                continue
            told.append(f"suppose {Printer(draft.context).relation(relation)}")
        self.taken += told
