"""Verdicts and digests do not depend on the seed of Python's hashes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

SLUGS = ("log-density", "steiner", "indicator")
CODE = """
import json, sys
from hardlimit.proofs.book.checking import checker_of
checker = checker_of("")
found = {}
for slug in sys.argv[1:]:
    checked = checker.check(slug)
    steps = [
        [s.level, s.rule_status, s.rule_detail, s.instances.status, s.instances.count]
        + [s.instances.detail, s.paste, [str(o) for o in s.obligations]]
        for s in checked.steps
    ]
    found[slug] = [checked.digest, checked.level, checked.failure, checked.cites, steps]
print(json.dumps(found))
"""


def _verdicts(seed: int) -> Any:
    out = subprocess.run(
        [sys.executable, "-c", CODE, *SLUGS],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
    )
    return json.loads(out.stdout)


@pytest.mark.slow
def test_seeds() -> None:
    first = _verdicts(0)
    assert [first[slug][1] for slug in SLUGS] == ["derived"] * len(SLUGS)
    assert _verdicts(1) == first
