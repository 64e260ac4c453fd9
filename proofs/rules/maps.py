"""The maps of a citation name what the cited theorem has declared, each as it is, once."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..language.context import Context
from ..language.errors import RuleMismatch
from ..language.instead import did_you_mean


def check_keys(kind: str, keys: Iterable[str], slug: str, context: Context) -> None:
    """Refuse ``keys`` that are not names of that ``kind`` in the theorem ``slug``.

    Args:
        kind: "size", "index", "symbol" or "family".
        context: what the theorem has declared.

    Raises:
        RuleMismatch: for an unknown name, a name of another kind, or one that comes twice.
    """
    declared: dict[str, Collection[str]] = {
        "size": context.sizes,
        "index": context.indices,
        "symbol": context.symbols,
        "family": context.families,
        "definition": context.definitions,
        "hypothesis": context.hypotheses,
    }
    seen: set[str] = set()
    for key in keys:
        if key not in declared[kind]:
            found = next((k for k in declared if key in declared[k]), "")
            what = f"{key} is {_a(found)} of {slug}" if found else f"{slug} declares no {key}"
            raise RuleMismatch(f"{what}: nothing can be put in for it as {_a(kind)}")
        if key in seen:
            raise RuleMismatch(f"two things are put in for the {kind} {key} of {slug}")
        seen.add(key)


def _a(kind: str) -> str:
    return f"{'an' if kind == 'index' else 'a'} {kind}"


def check_unfolded(names: Iterable[str], context: Context) -> None:
    """Refuse names of definitions that are not declared here, or that come twice.

    Raises:
        RuleMismatch: for such a name.
    """
    seen: set[str] = set()
    for name in names:
        if name not in context.definitions:
            near = did_you_mean(name, context.definitions)
            raise RuleMismatch(f"there is no definition {name!r} to unfold{near}")
        if name in seen:
            raise RuleMismatch(f"the definition {name} is named twice")
        seen.add(name)
