"""What a verdict is, and the properties of mixtures and of k-means in one list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .cases import Case
from .models import Model


@dataclass(frozen=True)
class Failure:
    """Why a case fails: in one word, by which a smaller case is recognised, and in full."""

    kind: str
    got: str
    right: str


@dataclass(frozen=True)
class Property:
    """Something that must hold of every estimator of a kind.

    Attributes:
        name: two or three words.
        says: the statement, with the label of the theorem if there is one.
        cases: data sets, the simplest first.
        check: None if the property holds at a case.
        fits: whether something is fitted, for which there must not be fewer points than centres.
    """

    name: str
    says: str
    cases: Callable[[], Iterator[Case]]
    check: Callable[[Model, Case], Failure | None]
    fits: bool = True


def properties(model: Model) -> tuple[Property, ...]:
    """The properties that are asked of an estimator."""
    from .kmeans import KMEANS
    from .mixtures import MIXTURES

    return MIXTURES if model.is_mixture else KMEANS
