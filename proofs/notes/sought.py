r"""New names of which the prose says that they were found: at a slope of 0, or as what is best.

"Setting the derivative to zero yields" $\hat\lambda = \frac{1}{N} \sum_n x_n$: that is a claim.
Where no display says which slope, the row names $\hat\lambda$, and of what a text says that it is
maximised or minimised a line of its own says that it is so there.  Where no text says that, any
other right side would do as well: the row is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..language.claims import Equal
from ..language.substitution import names_among
from ..report.render.formula import Printer
from .casing import CaseRows
from .documents import Row
from .functions import read_function
from .lines import Line
from .names import read_written
from .places import Source
from .tokens import Stream

#: Names of what is found: \hat b, b^\star, b^*, b_{ML}.
_FOUND = re.compile(
    r"\A\s*(?:\\(?:wide)?hat(?![A-Za-z])"
    r"|\\?[A-Za-z]+(?:_\{?\w+\}?)?\s*\^\s*\{?\s*(?:\*|\\star|\\ast)"
    r"|\\?[A-Za-z]+_\s*\{?\s*(?:\\(?:text|mathrm|rm)\s*\{?\s*)?(?:MLE?|MAP|opt)(?![A-Za-z]))"
)
_SOUGHT = re.compile(
    r"(?i)\b(?:derivatives?|gradients?|slopes?|stationar\w*|first-order|critical|vanish\w*|zero"
    r"|solv\w+|solutions?|roots?|setting|equating|lagrang\w+|multipliers?|kkt|conditions?|optim\w+"
    r"|maximi[sz]\w+|minimi[sz]\w+|maximum|minimum|closed[- ]form|updates?|m-step|results?"
    r"|hence|thus|therefore|so|then|consequently|gives|giving|yields?|yielding|get|gets|find|finds"
    r"|found|have|has|obtain\w*|arriv\w+|reach\w*|recover\w*|follows|conclude\w*|deduce\w*|leads?"
    r"|leading|implies|implying|shows?|see|becomes?|estimates?\s+(?:is|are))\b|=\s*0\s*(?:\$|\\\))"
)
#: Words by which a sentence names: the last word of a sentence that does either decides.
_NAMES = re.compile(
    r"(?i)\b(?:let|defin\w+|denot\w+|write|writing|introduc\w+|call\w*|put|abbreviat\w+"
    r"|consider\w*|use|using)\b"
)
#: So far before a display it may be said what is best.
_FAR = 20_000
_READ_AS = "the text says that this is found: so it is claimed of what it says is best"
_STOPS = re.compile(
    r"[.!?](?=\s)|\n[ \t]*\n|\\(?:end|begin)\{[^}]*\}|\\\]|\\\[|\$\$|\\(?:sub)*section\*?\{[^}]*\}"
)
#: Words by which a text says which way something is best; the last of them counts.
_BEST = re.compile(
    r"(?i)\b(?:(?P<maximises>maximi[sz]\w+|maximum|(?:log-?)?likelihood|mle|map|elbo|evidence|m-step)"
    r"|(?P<minimises>minimi[sz]\w+|minimum|least squares|loss|cost|penali[sz]\w+|distortion))\b"
)
#: \\hat\\pi_k, or \\pi_k^*.
_MARKED = re.compile(
    r"\s*(?:\\(?:wide)?hat\s*\{?\s*(?P<own>\\?[A-Za-z]+)\s*\}?"
    r"|(?P<starred>\\?[A-Za-z]+)\s*(?:_\{?\w+\}?)?\s*\^\s*\{?\s*(?P<star>\*|\\star|\\ast)\s*\}?)"
)


class Seeker(CaseRows):
    """Asks of what is found whether it is."""

    def _sought(self, line: Line, row: Row, start: int) -> list[Line]:
        """The lines of a row, given what stands before its display, which begins at ``start``."""
        if line.error or not line.named or not any(map(_FOUND.match, line.named)):
            return [line]
        before = self.parts.source.text[max(start - _FAR, 0) : start]
        said = _sentence(before)
        if _last(_SOUGHT, said) <= _last(_NAMES, said):
            return [line]
        name = next(filter(_FOUND.match, line.named))
        claim = self._that_it_is_best(line.named, before)
        if claim and not (best := self._beside_it(row, claim)).error:
            return [line, best]
        message = (
            f"{line.place}: the text says how {name} is found, but nothing says of what: put the "
            r"slope that is set to 0 into a display above, \frac{d L}{d b} = ... = 0, or write "
            rf"{name} = \arg\max_b L(b)"
        )
        return [replace(line, error=message, named=())]

    def _beside_it(self, row: Row, claim: str) -> Line:
        """A line beside a row; the row below goes on from the row."""
        last, place = self.last, row.start
        line = self._line(Row(*self._copy(claim, place)), "")
        self.last = last
        return replace(line, text=claim, taken=(*line.taken, _READ_AS))

    def _that_it_is_best(self, names: Sequence[str], before: str) -> str:
        r"""``\hat\pi \text{ maximises } Q(\pi) \text{ over } \pi``, where a text says that of Q.

        What is supposed of all \pi, an equation, is claimed of \hat\pi before.  Of several names
        that are found together it is ``S(\hat a, \hat b) \le S(a, b)``.
        """
        marks, ways = [*map(_MARKED.match, names)], [*_BEST.finditer(before)]
        if not all(marks) or not ways or self.names is None:
            return ""
        found = dict(_mark(mark) for mark in marks if mark is not None)
        functions = filter(None, map(read_function, self.names.known))
        known = [f for f in functions if found.keys() <= {w.head for w in f.own}]
        if re.search(r"(?i)\blagrangian\b", before):
            known.sort(key=lambda f: -len(f.own))  # with its multipliers it is not what is sought
        if not known:
            return ""
        shown, way = known[-1].item.tex, ways[-1].lastgroup
        claims = [part for own, mark in found.items() for part in self._constraints(own, mark)]
        if len(found) == 1:
            (own, mark), *_ = found.items()
            best = rf"{mark} \text{{ {way} }} {shown} \text{{ over }} {own}"
        else:
            name, bracket, arguments = shown.partition("(")
            for own, mark in found.items():
                arguments = _put(own, mark, arguments)
            sign = r"\le" if way == "minimises" else r"\ge"
            best = f"{name}{bracket}{arguments} {sign} {shown}"
        return r", \quad ".join((*claims, best))

    def _constraints(self, own: str, mark: str) -> Iterator[str]:
        """The equations that are supposed of a variable, said of what is marked."""
        context = self.draft.context
        assert self.names is not None  # noqa: S101
        found = self.names.matching(read_written(Stream(Source(own), 0, len(own))))
        names = {item.name for item, _ in found[:1]}
        for held in context.hypotheses.values():
            about = names_among(held.relation.expressions())
            if isinstance(held.relation, Equal) and held.guard is None and names & about:
                yield _put(own, mark, Printer(context).relation(held.relation))


def _mark(found: re.Match[str]) -> tuple[str, str]:
    r"""The variable, and how it is written where it is best: \hat\pi, or \pi^*."""
    if found["star"]:
        return found["starred"], f"{found['starred']}^{{{found['star']}}}"
    return found["own"], rf"\hat{{{found['own']}}}"


def _put(own: str, mark: str, text: str) -> str:
    """``text`` with a mark on a name."""
    plain = re.compile(rf"(?<![A-Za-z\\]){re.escape(own)}(?![A-Za-z])")
    return plain.sub(lambda _: mark, text)


def _last(words: re.Pattern[str], said: str) -> int:
    """Where the last of some words begins; -1 if none is there."""
    return max((found.start() for found in words.finditer(said)), default=-1)


def _sentence(before: str) -> str:
    """What stands behind the last full stop, paragraph or display, with a break right before it."""
    whole = before[-600:].rstrip()
    whole = re.sub(r"(?:\s|\$\$|\\\[|\\begin\{[^}]*\})+\Z", "", whole)
    stops = [found.end() for found in _STOPS.finditer(whole)]
    return whole[stops[-1] :] if stops else whole
