"""What a property is, and why it may fail."""

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
