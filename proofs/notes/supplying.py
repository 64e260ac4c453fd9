r"""What is nowhere declared is taken as it is used, where there is no block.

$\mu_k$ beside a vector is a vector, $\pi_k$ under a logarithm is positive, any other name is a real
number.  What is shown of such names holds for all their values; what is not may only want to be
told more of them, and is not called false.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from ..language.alike import refuse_alike
from ..language.declarations import Declarations
from ..language.errors import HardlimitError
from ..language.fixed import letters
from ..language.substitution import names_used
from .declaring import Span, read_declaration
from .defining import PROPORTIONAL
from .given import GivenReader
from .letting import Kept
from .matrix_sentences import Group
from .names import Label, Written, read_written
from .newnames import between, outside
from .places import NotUnderstood, Source
from .prose import Piece
from .ranged import ranges_in
from .relations import RelationReader
from .sides import BINARY, TURNED
from .tokens import IMPLIES, Stream

_APART = frozenset((*BINARY, *TURNED, *IMPLIES, r"\to", r"\iff", ",", ";", PROPORTIONAL))
_REMARKS = frozenset((r"\text", r"\mbox", r"\forall", r"\xrightarrow"))
#: Letters of what is given by its square.
_SCALES = frozenset((r"\sigma", r"\tau", "s"))
#: Names that are not numbers, or mean something that is not read.
_NEVER = frozenset(
    ("e", "i", "E", "P", "p", "H", "O", "T", "I", "KL", r"\mathbb{E}", r"\mathbb{P}")
)
BAR = re.compile(r"\\(?:bar|overline)\{(?P<of>\\?[A-Za-z]+)\}")
_MOST = 12
#: What stands behind a logarithm and before p, both where p is a chance: \log p, \log (1 - p).
_CHANCE = (r"[({]?\s*", r"[({]\s*1\s*-\s*")
#: How a name that is a function stands in a text.
_FUNCTION = (
    r"(?<![A-Za-z\\])NAME\s*(?:\\left)?\((?:[A-Za-z]|\\[a-z]+|[\s,;|{}^_2])+\)",
    r"\\[td]?frac\s*\{\s*(?:\\partial|d|\\mathrm\s*\{?d\}?)(?:\^\{?2\}?)?\s*NAME(?![A-Za-z])",
    r"\\nabla(?:_\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|_\\?[A-Za-z]+)?\s*NAME(?![A-Za-z])",
)


class SupplyReader(GivenReader):
    """Declares names by their use."""

    #: What was declared so, as it would be said; and the names of which nothing else is known.
    supplied: list[str]
    guessed: set[str]

    def __init__(self, source: Source, declarations: Declarations) -> None:
        super().__init__(source, declarations)
        self.supplied, self.guessed = [], set()

    def supply(self, start: int, end: int) -> None:
        """Declare what is not, in the statements between two places, as it is used there."""
        self.supplied, self.guessed = [], set()
        self._whole: tuple[int, int] | None = (start, end)
        try:
            sides = self._statement_sides(start, end)
        except NotUnderstood:
            return
        variables = self._variables_of(sides)
        owned = {self._name_of(side) for side in sides}
        sides = sides[1:] if variables is not None else sides
        for _ in range(_MOST):
            missing = next((m for s in sides if (m := self._missing(*s, owned)) is not None), None)
            if missing is None:
                self._supply_inverses(sides)
                return
            if not self._supply_one(missing, sides, variables or ()):
                return

    def _supply_inverses(self, sides: Sequence[tuple[int, int]]) -> None:
        """Suppose that a matrix has an inverse where one is taken."""
        for side in (side for side in sides for _ in range(2)):
            fault = self._fault(*side)
            if fault is None or fault.without_inverse is None:
                continue
            start, end = fault.without_inverse
            text = self.source.text[start:end].strip()
            if not self._has_matrix(start, end):
                # u v^\top has an inverse in one dimension only.
                return
            kept = Kept(self.into.context)
            try:
                self._matrix(Piece(text, start, end, True), Group(said=["invertible"]))
            except HardlimitError:
                kept.restore()
                return
            self.supplied.append(f"{text} invertible (as it is used)")

    def _has_matrix(self, start: int, end: int) -> bool:
        """Whether the name of a matrix stands there, and not of vectors alone."""
        reader = RelationReader(self.source, start, end, self.names)
        families = self.into.context.families
        try:
            used = names_used(self.into.context.unfold_all(reader.expression().expr))
        except HardlimitError:
            return False
        return any(name in families and len(families[name].sizes) > 1 for name in used)

    def _statement_sides(self, start: int, end: int) -> list[tuple[int, int]]:
        stream = Stream(self.source, start, end)
        signs = [t for _, t in outside(stream.tokens)]
        stop = next((t.start for t in signs if t.text in _REMARKS), end)
        cuts = [t for t in signs if t.text in _APART and t.start < stop]
        parts = between(start, stop, cuts)
        return [(a, b) for a, b in parts if self.source.text[a:b].strip(" \n&")]

    def _variables_of(self, sides: Sequence[tuple[int, int]]) -> tuple[str, ...] | None:
        """The heads of the variables where a new name stands first; None where none does."""
        start, end = sides[0] if sides else (0, 0)
        if len(sides) < 2 or not self.source.text.startswith(("=", PROPORTIONAL), end):
            return None
        try:
            stream = Stream(self.source, start, end)
            written = read_written(stream)
            stream.took_square()
            if self.names.matching(written) or stream.peek() not in ("(", ""):
                return None
        except NotUnderstood:
            return None
        inside = stream.tokens[stream.place :]
        return tuple(t.text for t in inside if t.is_letter or t.text.startswith("\\"))

    def _name_of(self, side: tuple[int, int]) -> str:
        """The name that a side is, where it is nothing else and an equation follows."""
        try:
            stream = Stream(self.source, *side)
            written = read_written(stream)
            stream.took_square()
        except NotUnderstood:
            return ""
        alone = not stream.peek() and self.source.text.startswith(("=", PROPORTIONAL), side[1])
        return written.tex() if alone else ""

    def _missing(self, start: int, end: int, owned: Container[str]) -> tuple[int, int] | None:
        """Where the first name of a side stands that is not declared, and the end of the side."""
        error = self._fault(start, end)
        if error is None or not error.undeclared:
            return None
        try:
            written = read_written(Stream(self.source, error.offset, end))
        except NotUnderstood:
            return None
        return None if written.tex() in owned else (error.offset, end)

    def _fault(self, start: int, end: int) -> NotUnderstood | None:
        reader = RelationReader(self.source, start, end, self.names)
        reader.in_line = True
        try:
            reader._side()
            if reader.peek():
                return reader.error("more than a formula")
        except NotUnderstood as error:
            return error
        except HardlimitError as error:
            return NotUnderstood(str(error), start)
        return None

    def _supply_one(
        self, missing: tuple[int, int], sides: Sequence[tuple[int, int]], variables: Sequence[str]
    ) -> bool:
        """Whether a name could be declared by its use."""
        stream = Stream(self.source, *missing)
        try:
            written = read_written(stream)
        except NotUnderstood:
            return False
        raw = self.source.text[written.token.start : stream.tokens[stream.place - 1].end]
        if not self._plain(written) or self._is_function(written, raw):
            return False
        if (mean := self._mean(written, missing[0])) and self._fit(sides):
            self.supplied.append(f"{mean} (as is usual)")
            return True
        for form in self._forms(written, raw):
            kept = Kept(self.into.context)
            name = self.declared_as(written, form)
            if name and self._fit(sides):
                self.supplied.append(f"{form.format(raw)} (as it is used)")
                if written.head not in variables:
                    self.guessed.add(name)
                return True
            kept.restore()
        return False

    def _mean(self, written: Written, offset: int) -> str:
        r"""What $\bar x$ beside $x_1, \dots, x_n$ stands for, where the text says nothing of it."""
        bar = BAR.fullmatch(written.head)
        if bar is None or written.labels or written.mark:
            return ""
        own = re.escape(bar["of"])
        if re.search(rf"\\(?:bar|overline)\s*\{{?\s*{own}\s*\}}?\s*(?:&\s*)?:?=", self.source.text):
            return ""
        families = self.into.context.families
        named = [k for k in self.names.known if str(k.look.light()) == bar["of"] and k.sizes]
        if len(named) != 1 or named[0].name not in families:
            return ""
        (item,) = named
        if len(item.sizes) != 1 + families[item.name].vector:
            return ""
        index = next(iter(letters(self.into.context, item.sizes[0])), None)
        if index is None:
            return ""
        size = item.sizes[0].name
        text = rf"{written.tex()} = \frac{{1}}{{{size}}} \sum_{{{index.name}=1}}^{{{size}}}"
        text = rf"{text} {item.tex}_{{{index.name}}}"
        kept, source = Kept(self.into.context), self.source
        self.source, start, end = source.with_copy(text, offset)
        try:
            self.define(Piece(text, start, end, True))
            refuse_alike(self.into.context)
        except HardlimitError:
            kept.restore()
            text = ""
        self.source = source
        return text

    def _plain(self, written: Written) -> bool:
        """Whether it may be a number, and its subscripts are indices, or words of its own."""
        if written.head in _NEVER and not written.labels:
            return False
        return not any(label.sub or label.plus or label.mark for label in written.labels)

    def _is_function(self, written: Written, raw: str) -> bool:
        """Whether the text has it with names in brackets, or differentiates it."""
        if written.labels:
            return False
        name = re.escape(raw.strip())
        return any(re.search(p.replace("NAME", name), self.source.text) for p in _FUNCTION)

    def _fit(self, sides: Sequence[tuple[int, int]]) -> bool:
        """Whether nothing but other names is missing in what stands there."""
        faults = [self._fault(*side) for side in sides]
        if any(error is not None and not error.undeclared for error in faults):
            return False
        if any(faults) or len(sides) < 2 or self._whole is None:
            return True
        reader = RelationReader(self.source, *self._whole, self.names)
        try:
            reader.line()
        except NotUnderstood as error:
            return bool(error.undeclared) or "beside a" not in error.message
        except HardlimitError:
            return True
        return True

    def _forms(self, written: Written, raw: str) -> Iterator[str]:
        """How it may be declared: by what stands at it in the text, then as a vector."""
        # Behind a letter a command begins anew, as in \log\theta; a letter does not.
        own = re.escape(raw.strip())
        name = rf"{own}(?![A-Za-z])" if raw.strip().startswith("\\") else rf"(?<![A-Za-z\\]){own}"
        text = self.source.text
        if all(re.search(rf"\\(?:log|ln)\s*(?:\\left)?\s*{p}{name}", text) for p in _CHANCE):
            yield r"{} \in (0, 1)"
        if re.search(rf"\\(?:log|ln)\s*(?:\\left)?\s*[({{]?\s*{name}", text) or (
            written.head in _SCALES and re.search(rf"{name}\s*\^\s*\{{?\s*[24]", text)
        ):
            yield "{} > 0"
        elif re.search(rf"\\[td]?frac\s*\{{[^{{}}]*\}}\s*\{{(?!\\partial|d)[^{{}}+-]*{name}", text):
            yield r"{} \ne 0"
        else:
            yield r"{} \in \mathbb{{R}}"
        context = self.into.context
        vectors = [f.sizes[-1] for f in context.families.values() if f.vector]
        matrices = [s for f in context.families.values() if len(f.sizes) == 2 for s in f.sizes]
        for size in dict.fromkeys((*vectors, *matrices)):
            yield rf"{{}} \in \mathbb{{{{R}}}}^{size.name}"

    def declared_as(self, written: Written, form: str) -> str:
        """The name under which it was declared, or nothing."""
        text = form.format(written.tex())
        before = {*self.into.context.declared()}
        try:
            for label in written.labels:
                self._index_of(label)
            item = read_declaration(
                replace(self.source, text=text, copies=()), 0, len(text), self.names
            )
            self._declare(item, Piece(text, 0, len(text), True))
            self._coordinates()
            refuse_alike(self.into.context)
        except HardlimitError:
            return ""
        context = self.into.context
        made = [n for n in (*context.symbols, *context.families) if n not in before]
        return made[0] if len(made) == 1 else ""

    def _index_of(self, label: Label) -> None:
        """Declare an index by the sums of the text, where these agree over what it runs."""
        if label.text in self.names.indices or label.text.isdigit():
            return
        sizes = {size for letter, size in ranges_in(self.source) if letter == label.text}
        if len(sizes) == 1:
            stream = Stream(replace(self.source, text=sizes.pop(), copies=()), 0, 1)
            self._new_index(label, Span((label,), read_written(stream)))
