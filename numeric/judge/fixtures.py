"""The judge for pytest: put ``pytest_plugins = ["hardlimit.numeric.judge.fixtures"]`` in conftest.

def test_my_model(judged):
    judged("my.module:Model", allow=["duplicates"])
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

import pytest

from .running import Table, judge


class Judged(Protocol):
    """What the fixture `judged` is."""

    def __call__(
        self,
        estimator: str | Callable[..., Any],
        *,
        only: Iterable[str] = ...,
        allow: Iterable[str] = ...,
    ) -> Table: ...


@pytest.fixture
def judged() -> Judged:
    """Judge an estimator; the test fails with the table if a property does that is not allowed to.

    `only` names the properties to ask for, `allow` those that may fail. A property that is allowed
    to fail and holds fails the test as well: the allowance is out of date.
    """

    def run(
        estimator: str | Callable[..., Any],
        *,
        only: Iterable[str] = (),
        allow: Iterable[str] = (),
    ) -> Table:
        table, allowed = judge(estimator, only), set(allow)
        failed = {verdict.name for verdict in table.failures}
        if failed - allowed:
            pytest.fail(table.text(), pytrace=False)
        if allowed - failed:
            names = ", ".join(sorted(allowed - failed))
            pytest.fail(f"{table.estimator}: allowed to fail, but holds: {names}", pytrace=False)
        return table

    return run
