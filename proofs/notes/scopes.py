r"""How far what prose gives reaches: up to the next heading, word in bold letters, or theorem.

What an example, a case or a theorem supposes ends with it, or with the proof right behind it; so
does what a name that it gives is, if that is more than a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..drafts.drafting import Draft
from ..language.errors import HardlimitError
from ..language.substitution import names_among, names_used
from ..report.render.matrices import MatrixPrinter
from .documents import Document, Heading
from .prose import shown
from .sentences import Sentence
from .steps import StepWriter
from .telling import ProseReader

#: Titles of what speaks of something of its own.
OWN = re.compile(
    r"(?i)\b(?:(?:counter)?examples?|special|cases?|exercises?|remarks?|aside|warning"
    r"|theorem|lemma|proposition|corollary|claim)\b"
)
_BOUND = re.compile(
    r"\\(?P<way>begin|end)\{(?P<env>theorem|lemma|proposition|corollary|claim|example|remark|exercise"
    r"|problem|solution|proof)\*?\}"
    r"|(?:\A|\n)[ \t]*(?:(?:\*\*|__|\\textbf\{)(?P<bold>\w[^*_{}\n]{0,60})"
    r"|(?:\*|_|\\(?:textit|emph|textsc)\{)(?P<slanted>(?:Theorem|Lemma|Proposition|Corollary"
    r"|Claim|Example|Remark|Exercise|Proof|(?:Special )?[Cc]ase)\b[^*_{}\n]{0,60}))"
    r"|(?P<done>\\(?:square|Box|blacksquare|qed(?:symbol)?)(?![A-Za-z])|[\u25a1\u25a0\u220e\u25fb])"
)
_PROOF = re.compile(r"\s*(?:\\begin\{proof\}|(?:\*\*?|__?|\\(?:textbf|textit|emph|textsc)\{)Proof)")
_ENDED = re.compile(r"\\end\{[a-z]+\*?\}\s*\Z")
_HELD = (
    r"(?:assumptions?|suppositions?|hypothes[ei]s|conditions?|constraints?|restrictions?"
    r"|requirements?|positivity)"
)
#: Words by which what was supposed is given up; formulas are written #.
_DROPS = re.compile(
    rf"\b(?:(?:drop|lift|discard|relax|abandon|remov|forget|weaken)\w*|without|longer)\b.*\b{_HELD}\b"
    rf"|\b{_HELD}\b.*\b(?:(?:dropp|lift|discard|relax|abandon|remov|weaken)\w*|longer)\b"
    r"|\b(?:drop|lift|discard|relax|abandon|forget)\w*(?: now)? (?:this|that|it|them|these)"
    r"(?: (?:now|again|here|from now on|in what follows))?(?=\Z| [,;:.])"
    rf"|\b{_HELD} (?:\w+ )?(?:is|are|was|were|has|have|does|do) (?:not|never|no)\b"
    r"|\b(?:no longer|not any longer|not any more|do not|don't|stop|cease to)"
    r" (?:assum|suppos|requir|demand|impos|hold)\w*"
    r"|\b(?:in|to) general (?:,|#|we|the|we have|it|for)|\bin general(?: , however)?\Z"
    r"|\b(?:the|a|most|fully?) general case\b|\bback (?:in|to) general\b"
)
#: What begins a sentence about the other case.
_OTHER = re.compile(
    r"\A(?:(?:and|but|or|so|now) )?(?:otherwise|conversely|else|if not|alternatively"
    r"|(?:in|for) (?:the|any) (?:other|opposite|remaining|second|converse|contrary) cases?"
    r"|on the (?:other hand|contrary))\b"
)
#: "Suppose now", "suppose on the contrary": what is supposed in place of something else.
_ANEW = re.compile(
    r"\b(?:(?:suppos|assum)\w* (?:,? ?(?:now|next|instead|on the contrary|to the contrary|rather))"
    r"|(?:now|next|instead|second|secondly|alternatively) (?:,? ?)(?:suppos|assum)\w*)\b"
    r"|\b(?:suppos|assum)\w*\b.*\b(?:instead|contrary|rather)\b"
)


@dataclass(frozen=True)
class Bound:
    """Where a part of the text ends, and another begins; ``own``: that has names of its own."""

    place: int
    own: bool
    #: Whether a proof begins: it has what its theorem supposes, if there is one.
    proof: bool = False


def bounds(text: str, start: int, end: int) -> Iterator[Bound]:
    """Where parts end between two places."""
    for found in _BOUND.finditer(text, start, end):
        begins = found["way"] != "end"
        proof = _PROOF.match(text, found.start() if begins else found.end())
        if proof and (not begins or not found["env"] or _ENDED.search(text, 0, found.start())):
            if begins:
                yield Bound(found.start(), own=True, proof=True)
            continue  # A proof has what its theorem supposes.
        title = found["bold"] or found["slanted"] or ""
        own = begins and bool(found["env"] or OWN.search(title))
        yield Bound(found.start(), own)


class Scopes(StepWriter):
    """Ends what was given; what a derivation is is told by the class below."""

    def __init__(self, parts: Document) -> None:
        super().__init__(parts.source)
        self.parts = parts
        #: Whether there is no block: then all that is given stands in prose.
        self.free = True
        #: Hypotheses that sentences say.
        self.said: set[str] = set()
        #: Hypotheses that hold up to the next heading.
        self.local: set[str] = set()
        #: Names that are only taken as they are used.
        self.guessed: set[str] = set()
        #: The names that there were when this section began: in it they may be given again.
        self.old: set[str] = set()
        #: The same, where what is given here ends with this part of the text.
        self.inner: set[str] | None = None

    def _begin(self, start: int, *, also: bool = False) -> Draft:
        raise NotImplementedError

    def _renamed_by(self, reader: ProseReader) -> None:
        """Go on with the names that ``reader`` has declared."""
        if self.names is not None:
            reader.names.bound.update(self.names.bound)
        self.names = reader.names
        self._printer_again()

    def _printer_again(self) -> None:
        try:
            self.printer = MatrixPrinter(self.draft.context.snapshot())
        except HardlimitError:
            self.printer = None

    def _section(self) -> None:
        """Here a section begins."""
        if self.free and self.notes.drafts:
            context = self.draft.context
            self.old = {*context.symbols, *context.families, *context.definitions}

    def _restricted(self) -> set[str]:
        """The names of which more is given than that they are numbers."""
        if not self.notes.drafts:
            return set()
        context = self.draft.context
        signed = {n for n, one in context.symbols.items() if one.sign != "real"}
        signed |= {n for n, one in context.families.items() if one.sign != "real"}
        held = (e for h in context.hypotheses.values() for e in h.relation.expressions())
        used = names_among(held)
        return signed | (used & (context.symbols.keys() | context.families.keys()))

    def _drop(self, sentence: Sentence) -> None:
        """Go on without hypotheses behind "we drop this assumption", or in another case."""
        words, context = shown(sentence.pieces), self.draft.context
        if _DROPS.search(words) or _OTHER.search(words):
            gone = {*context.hypotheses}
        elif _ANEW.search(words):
            said = " ".join(p.text for p in sentence.pieces if p.math)
            gone = self._about(said) & self.said
        else:
            return
        if gone:
            self._begin(sentence.start, also=True)
            self.draft.steps, self.draft.goals = [], []
            self.local -= gone
            for name in gone & self.draft.context.hypotheses.keys():
                del self.draft.context.hypotheses[name]

    def _about(self, said: str) -> set[str]:
        """The hypotheses about names of which formulas speak."""
        assert self.names is not None  # noqa: S101
        heads = {item.name: str(item.look.head) for item in self.names.known}
        spoken = {
            name
            for name, head in heads.items()
            if re.search(rf"(?<![A-Za-z\\]){re.escape(head)}(?![A-Za-z])", said)
        }
        held = self.draft.context.hypotheses.items()
        return {n for n, h in held if names_among(h.relation.expressions()) & spoken}

    def _forget(self, names: set[str]) -> None:
        """Go on without some names, and all that rests on them, in a derivation of its own."""
        if not names:
            return
        last = self.draft.context
        gone, more = set[str](), {*names}
        while more - gone:
            gone |= more
            more = {n for n, d in last.definitions.items() if names_used(d.body) & gone}
        start = self.notes.source.copies[-1][1] if self.notes.source.copies else 0
        draft = self._begin(start, also=True)
        draft.steps, draft.goals = [], []
        context = draft.context
        for kind in (context.symbols, context.families, context.definitions):
            for name in gone & kind.keys():
                del kind[name]
        for name, held in tuple(context.hypotheses.items()):
            if gone & names_among(held.expressions()):
                del context.hypotheses[name]
        self.old -= gone
        self.inner = None if self.inner is None else self.inner - gone
        self.guessed -= gone
        self._renamed_by(ProseReader(self.parts.source, draft))

    def _headed(self, heading: Heading) -> None:
        """What was supposed in a section ends with it."""
        self._bound(Bound(heading.start, own=bool(OWN.search(heading.title))))

    def _bound(self, bound: Bound) -> None:
        """End a part of the text: with it ends what was supposed, and given for it alone."""
        if bound.proof:
            if self.inner is None:
                self._section()
                self.inner = {*self.old}
            return
        if self.inner is not None:
            self._forget(self._restricted() - self.inner)
        self._section()
        self.inner = {*self.old} if bound.own else None
        if self.local and self.free and self.notes.drafts:
            last = self.draft
            self._begin(bound.place, also=True)
            self.draft.steps, self.draft.goals = [], []
            for name in self.local & last.context.hypotheses.keys():
                del self.draft.context.hypotheses[name]
            self.local = set()
