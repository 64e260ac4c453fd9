"""What a step rests on, in the words of a mathematician: no name of the program is told.

A rule says "hypothesis simplex" and "sigma was declared positive"; a reader is told what the
hypothesis states, and that sigma > 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from ..language.claims import Hypothesis, Relation
from ..language.context import Context
from ..language.declared import DECLARED, SIGNS, Sign
from .render.formula_given import family_indices

#: How a relation is shown: LaTeX between dollar signs, or plain text.
Show = Callable[[Relation], str]

_NAME = r"[A-Za-z]\w*"
_DECLARED = re.compile(rf"({_NAME}) was declared ({'|'.join(SIGNS)})")
_HYPOTHESIS = re.compile(rf"hypothesis ({_NAME})")
_CITED = re.compile(rf"hypothesis {_NAME} of (\S+)|([a-z0-9-]+) needs \S+ [<>]=? 0")
#: What is said otherwise; what goes without saying is left out.
_SAID = {
    "the number pi is positive": "",
    "its condition": "",
    "0 log 0 = 0: only q != 0 counts": "terms with the factor $0$ count as $0$",
    "an indicator, delta or absolute value is never negative": "it is never negative",
    "log needs it positive": "inside a logarithm",
    "a power needs it positive": "the base of a power",
}


class Words:
    """The words for one derivation; ``under`` are the hypotheses of the case at hand."""

    def __init__(self, context: Context, under: Iterable[Hypothesis], show: Show) -> None:
        self._context, self._show = context, show
        self._hypotheses: Mapping[str, Hypothesis] = {
            **context.hypotheses,
            **{hypothesis.name: hypothesis for hypothesis in under},
        }

    def hypothesis(self, name: str) -> str:
        """What the hypothesis states."""
        found = self._hypotheses.get(name)
        return self._show(found.relation) if found is not None else "a hypothesis"

    def since(self, discharged_by: str) -> str:
        """What met a side condition, each reason once.

        >>> Words(Context(), (), str).since("the number pi is positive, step 3")
        'step 3'
        """
        told = [self._part(part) for part in discharged_by.split(", ")]
        return ", ".join(dict.fromkeys(filter(None, told))) or "3.14… is positive"

    def why(self, text: str) -> str:
        """Why a side condition arises; of a theorem that is cited only its slug is told.

        >>> Words(Context(), (), str).why("hypothesis total of steiner")
        'needed by steiner'
        """
        cited = _CITED.fullmatch(text)
        return f"needed by {cited[1] or cited[2]}" if cited else _SAID.get(text, text)

    def _part(self, part: str) -> str:
        declared, named = _DECLARED.fullmatch(part), _HYPOTHESIS.fullmatch(part)
        if declared is not None:
            return self._sign(declared[1], DECLARED[declared[2]])
        return self.hypothesis(named[1]) if named else _SAID.get(part, part)

    def _sign(self, name: str, sign: Sign) -> str:
        family = self._context.families.get(name)
        if family is not None:
            value = family.base[family_indices(family, self._context)]
        elif name in self._context.symbols:
            value = self._context.symbols[name].symbol
        else:  # a size
            value = self._context.sizes[name]
        said = sign.of(value)
        return self._show(said) if said is not None else ""
