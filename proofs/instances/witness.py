"""Checks a claim at drawn instances; one counterexample refutes it."""

from __future__ import annotations

import itertools
import time

from ..language.claims import AtMost, Claim, LessThan, NotEqual, Relation
from ..language.errors import Undecided, Undefined
from .checks import Refuted, check_at
from .evaluate import Instance
from .near import approaching
from .pool import Pool
from .shrinking import shrunk
from .verdict import Verdict

#: Instances that a step must survive.
COUNT = 24
#: Neighbours that are looked at near each of a few instances, for inequalities.
TRIED = 20
#: Seconds of processor time after which no further instance is looked at.
TIME_LIMIT = 20.0


def examine(claim: Claim, pool: Pool) -> Verdict:
    """Look for a counterexample to ``claim`` among the adversarial instances of ``pool``.

    Instances at which the precision does not suffice are not counted; if fewer
    than a quarter of those wanted can be decided the verdict is ``undecided``.
    """
    if claim not in pool.verdicts:
        pool.verdicts[claim] = _examine(claim, pool)
    return pool.verdicts[claim]


def _examine(claim: Claim, pool: Pool) -> Verdict:
    drawn = pool.instances(claim.under)
    deadline = time.process_time() + TIME_LIMIT
    good, example, trouble = 0, None, ""
    only_one = set(pool.context.sizes)
    for instance in itertools.chain(drawn, pool.points(claim)):
        if time.process_time() > deadline:
            trouble = "the instances took longer than their time limit"
            break
        try:
            check_at(claim.relation, instance)
        except (Refuted, Undefined) as error:
            return _refutation(claim, pool, good, instance, error)
        except Undecided as error:
            trouble = str(error)
            continue
        good += 1
        # A size that is always 1 collapses its sums: that is never evidence.
        only_one -= {name for name, size in instance.sizes.items() if size > 1}
        if example is None or _teaches_more(instance, example):
            example = instance
    if good == 0 and not trouble:
        return Verdict("undecided", 0, pool.why_empty(claim.under))
    if good < max(1, pool.count // 4):
        return Verdict("undecided", good, trouble or "too few instances satisfy the hypotheses")
    if only_one:
        return Verdict("undecided", good, f"no instance with {min(only_one)} > 1 was decided")
    return _refuted_near(claim, pool, good, deadline) or Verdict("accepts", good, "", example)


def _refutation(
    claim: Claim, pool: Pool, good: int, instance: Instance, error: Refuted | Undefined
) -> Verdict:
    """The verdict on a claim that fails at an instance after ``good`` at which it holds."""
    undefined = isinstance(error, Undefined)
    said = f"undefined: {error}" if undefined else str(error)
    if not pool.shrink:
        return Verdict("refutes", good, said, instance)
    others = pool.instances(claim.under)
    drawer = pool.drawer(claim.under)
    small = shrunk(claim.relation, instance, type(error), others, drawer)
    if not undefined:
        said = _message(claim.relation, small, said)
    return Verdict("refutes", good, said, small)


def _refuted_near(claim: Claim, pool: Pool, good: int, deadline: float) -> Verdict | None:
    """A counterexample near one of the drawn instances, where the two sides may meet.

    Equations need none of this: where they fail they fail nearly everywhere.
    """
    if not isinstance(claim.relation, AtMost | LessThan | NotEqual):
        return None
    drawer = pool.drawer(claim.under)
    for start, places in pool.loose(claim.under):
        for near in approaching(claim.relation, start, places, drawer, TRIED):
            try:
                check_at(claim.relation, near)
            except (Refuted, Undefined) as error:
                return _refutation(claim, pool, good, near, error)
            except Undecided:
                continue
        if time.process_time() > deadline:
            return None
    return None


def _teaches_more(new: Instance, old: Instance) -> bool:
    """Whether a worked example at ``new`` shows more: no size of one, then small sizes."""

    def rank(instance: Instance) -> tuple[int, int]:
        sizes = instance.sizes.values()
        return (sum(size == 1 for size in sizes), sum(sizes))

    return rank(new) < rank(old)


def _message(relation: Relation, instance: Instance, first: str) -> str:
    try:
        check_at(relation, instance)
    except Refuted as error:
        return str(error)
    except (Undefined, Undecided):
        return first
    return first
