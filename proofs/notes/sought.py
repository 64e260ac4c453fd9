r"""New names of which the prose says that they were found: at a slope of 0, or as what is best.

"Setting the derivative to zero yields" $\hat\lambda = \frac{1}{N} \sum_n x_n$: that is a claim.
Where no display says which slope, or what is best, the row can only be read as naming
$\hat\lambda$, and any other right side would do as well.  So it is not read at all.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .lines import Line

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
_STOPS = re.compile(
    r"[.!?](?=\s)|\n[ \t]*\n|\\(?:end|begin)\{[^}]*\}|\\\]|\\\[|\$\$|\\(?:sub)*section\*?\{[^}]*\}"
)


def only_named(line: Line, text: str, start: int) -> Line:
    """The line; not read if it names what the sentence before its display (``start``) has found."""
    if line.error or not line.named or not any(map(_FOUND.match, line.named)):
        return line
    said = _sentence(text[:start])
    if _last(_SOUGHT, said) <= _last(_NAMES, said):
        return line
    name = next(filter(_FOUND.match, line.named))
    message = (
        f"{line.place}: the text says how {name} is found, but nothing says of what: put the slope "
        r"that is set to 0 into a display above, \frac{d L}{d b} = ... = 0, or write "
        rf"{name} = \arg\max_b L(b)"
    )
    return replace(line, error=message, named=())


def _last(words: re.Pattern[str], said: str) -> int:
    """Where the last of some words begins; -1 if none is there."""
    return max((found.start() for found in words.finditer(said)), default=-1)


def _sentence(before: str) -> str:
    """What stands behind the last full stop, paragraph or display, with a break right before it."""
    whole = before[-600:].rstrip()
    whole = re.sub(r"(?:\s|\$\$|\\\[|\\begin\{[^}]*\})+\Z", "", whole)
    stops = [found.end() for found in _STOPS.finditer(whole)]
    return whole[stops[-1] :] if stops else whole
