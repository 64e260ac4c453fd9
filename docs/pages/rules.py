"""The page of the rules: each inference rule, an example that passes, one that is refused."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Mapping

from hardlimit.proofs.author import Derivation
from hardlimit.proofs.kernel.gate import Checked, Theorem, check
from hardlimit.proofs.rules import RULES

from .examples import ACCEPTED, REFUSED, Example

HEAD = """# The rules

A step is accepted if a rule fits it. Each rule says what must be known above the bar, and what
follows below it; what it asks for besides (a denominator that is not zero, say) is a side
condition, and met by name. Every example stands as in

```python
from hardlimit.proofs.author import *
from sympy import Abs, exp, log


@derivation(label="X1", slug="x", title="X")
def x(d): ...
```

The reasons in them (the last argument of `d.show`) may be left out, and are then looked for. This
page is made from the rules themselves when the site is built.
"""


class Gone(Exception):
    """An example does not do what it is there for; the message says which."""


def outcome(rule: str, example: Example, theorems: Mapping[str, Theorem]) -> Checked:
    """What the kernel says of an example."""
    d = Derivation("X1", rule.lower(), rule, "examples")
    example(d)
    return check(d.frozen(), theorems)


def accepted() -> dict[str, Theorem]:
    """The theorems of the examples that pass, by slug.

    Raises:
        Gone: if one does not.
    """
    found: dict[str, Theorem] = {}
    for rule in RULES:
        for example in reversed(ACCEPTED[rule]):
            checked = outcome(rule, example, found)
            used = {type(one.step.rule).__name__ for one in checked.steps}
            if checked.theorem is None or rule not in used:
                raise Gone(f"the example of {rule} is refused: {checked.failure}")
            found[rule.lower()] = checked.theorem
    return found


def refusal(rule: str, example: Example, theorems: Mapping[str, Theorem]) -> tuple[str, str]:
    """What the rule says of a wrong example, and the line that would supply what is missing.

    Raises:
        Gone: if something else refuses it, or nothing.
    """
    checked = outcome(rule, example, theorems)
    *before, last = checked.steps
    if last.rule_status != "refutes" or not all(one.holds for one in before):
        raise Gone(f"the wrong example of {rule} is not refused by it")
    if type(last.step.rule).__name__ != rule:
        raise Gone(f"the wrong example of {rule} ends in another rule")
    return last.rule_detail, last.paste


def page() -> str:
    """The whole page as Markdown."""
    theorems = accepted()
    parts = [HEAD]
    for rule, kind in RULES.items():
        first, _, told = (inspect.getdoc(kind) or "").partition("\n")
        told = f"```text\n{told.strip()}\n```" if told.strip() else ""
        passes = "\n\n".join(map(_code, ACCEPTED[rule]))
        parts += [f"## {rule}\n\n{first}\n\n{told}\n\nPasses:\n\n{passes}", "Refused:"]
        for example in REFUSED[rule]:
            why, paste = refusal(rule, example, theorems)
            help_ = f"\n\nIt can be supplied: `{paste}`" if paste else ""
            parts.append(f"{_code(example)}\n\n> {_escaped(why)}{help_}\n")
    return "\n\n".join(parts)


def _code(example: Example) -> str:
    body = inspect.getsource(example).partition("-> None:\n")[2]
    return f"```python\n{textwrap.dedent(body).rstrip()}\n```"


def _escaped(text: str) -> str:
    """Words of the checker, in which formulas stand as Python, as Markdown."""
    return "".join(f"\\{sign}" if sign in "*_`[]<>$" else sign for sign in text)
