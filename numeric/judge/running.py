"""From an estimator to a table of verdicts, each failure with the smallest data that show it."""

import importlib.metadata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from .cases import Case, smaller
from .kmeans import KMEANS
from .mixtures import MIXTURES
from .models import Model, NotApplicable, quiet
from .properties import Failure, Property

Outcome = Literal["holds", "fails", "not applicable"]


@dataclass(frozen=True)
class Verdict:
    """The outcome of one property.

    Attributes:
        name: the property.
        says: its statement.
        outcome: whether it holds at all cases that were tried.
        cases: how many were tried.
        data: the smallest case that fails, as Python; empty if none does.
        got: what the estimator gives there, or why the property does not apply.
        right: what exact arithmetic or the theorem says.
    """

    name: str
    says: str
    outcome: Outcome
    cases: int
    data: str = ""
    got: str = ""
    right: str = ""


@dataclass(frozen=True)
class Table:
    """All verdicts on one estimator.

    Attributes:
        estimator: its specification.
        version: the distribution that it comes from, and its version.
        verdicts: in the order of the list of properties.
    """

    estimator: str
    version: str
    verdicts: tuple[Verdict, ...]

    @property
    def failures(self) -> tuple[Verdict, ...]:
        """The verdicts that are not in the estimator's favour."""
        return tuple(v for v in self.verdicts if v.outcome == "fails")

    def text(self) -> str:
        """The table for a terminal."""
        lines = [f"{self.estimator} ({self.version})"]
        width = max(len(v.name) for v in self.verdicts)
        for v in self.verdicts:
            lines.append(f"  {v.name:<{width}}  {v.outcome}" + (f": {v.got}" if v.got else ""))
            if v.outcome == "fails":
                lines += [f"  {'':<{width}}    right: {v.right}", f"  {'':<{width}}    at {v.data}"]
        held = sum(v.outcome == "holds" for v in self.verdicts)
        lines.append(f"  {held} of {len(self.verdicts)} properties hold")
        return "\n".join(lines)

    def markdown(self) -> str:
        """The table for a document."""
        lines = [
            f"### `{self.estimator}` ({self.version})",
            "",
            "| property | verdict | what it gives | right | smallest data |",
            "| --- | --- | --- | --- | --- |",
        ]
        for v in self.verdicts:
            data = f"`{v.data}`" if v.data else ""
            cells = (v.name, v.outcome, v.got, v.right, data)
            lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
        return "\n".join(lines) + "\n"

    def plain(self) -> dict[str, Any]:
        """The table as JSON has it."""
        return asdict(self)


def judge(estimator: str | Callable[..., Any], only: Iterable[str] = ()) -> Table:
    """Hold an estimator against exact arithmetic and the proved bounds.

    Args:
        estimator: ``package.module:Class``, or the class itself. What has `predict_proba` is
            judged as a mixture, anything else as k-means.
        only: names of properties; all if there is none.

    Raises:
        ValueError: if there is no such estimator or property.
    """
    model = Model(estimator)
    every = MIXTURES if model.is_mixture else KMEANS
    chosen = set(only)
    unknown = chosen - {p.name for p in every}
    if unknown:
        names = ", ".join(p.name for p in every)
        raise ValueError(f"there is no property {sorted(unknown)[0]!r}; there are: {names}.")
    verdicts = tuple(_verdict(model, p) for p in every if not chosen or p.name in chosen)
    return Table(model.name, _version(model), verdicts)


def _verdict(model: Model, prop: Property) -> Verdict:
    tried = 0
    for at in prop.cases():
        try:
            failure = _outcome(model, prop, at)
        except NotApplicable as reason:
            return Verdict(prop.name, prop.says, "not applicable", tried, got=str(reason))
        tried += 1
        if failure is not None:
            least, failure = _least(model, prop, at, failure)
            return Verdict(
                prop.name,
                prop.says,
                "fails",
                tried,
                data=least.describe(),
                got=failure.got,
                right=failure.right,
            )
    return Verdict(prop.name, prop.says, "holds", tried)


def _outcome(model: Model, prop: Property, at: Case) -> Failure | None:
    """The failure at a case; an exception of the estimator is one."""
    try:
        with quiet():
            return prop.check(model, at)
    except NotApplicable:
        raise
    except Exception as error:
        text = " ".join(str(error).split())
        short = text if len(text) <= 160 else f"{text[:157]}..."
        return Failure(f"{type(error).__name__} {text[:24]}", f"{type(error).__name__}: {short}",
                       "a result")  # fmt: skip


def _least(model: Model, prop: Property, at: Case, failure: Failure) -> tuple[Case, Failure]:
    """A smaller case with a failure of the same kind, and that failure."""
    found = {id(at): failure}

    def fails(candidate: Case) -> bool:
        if prop.fits and len(candidate.x) < len(candidate.means):
            return False
        try:
            other = _outcome(model, prop, candidate)
        except NotApplicable:
            return False
        if other is None or other.kind != failure.kind:
            return False
        found[id(candidate)] = other
        kept.append(candidate)  # so that no later case takes over its identity
        return True

    kept: list[Case] = [at]
    least = smaller(at, fails)
    return least, found[id(least)]


def _version(model: Model) -> str:
    package = str(getattr(model.make, "__module__", "")).partition(".")[0]
    names = importlib.metadata.packages_distributions().get(package, [])
    # What only lends its names to a library may say which that is.
    names = [getattr(model.make, "distribution", ""), *names]
    for name in filter(None, names):
        return f"{name} {importlib.metadata.version(name)}"
    return "no distribution"
