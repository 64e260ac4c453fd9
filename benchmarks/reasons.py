"""How many reasons the search finds by itself, and in what time.

    python -m benchmarks.reasons                    the whole book
    python -m benchmarks.reasons FILE ...           the book and files of derivations
    python -m benchmarks.reasons --false 2000       false lines, for which nothing may be found
    python -m benchmarks.reasons --false 0 --list   also every line without a reason

Each step is stripped of its reason; one is looked for, and what is found is checked by the
gate exactly as if it had been written, instances and all.  Cited theorems count as they are
stated: they are checked elsewhere.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hardlimit.proofs.book.checking import LIBRARY, BuildError, checker_of
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.witness import COUNT
from hardlimit.proofs.kernel.derivation import Derivation, Step
from hardlimit.proofs.kernel.form import positive_definitions
from hardlimit.proofs.kernel.gate import check_step
from hardlimit.proofs.language.claims import Claim
from hardlimit.proofs.language.wording import describe
from hardlimit.proofs.search import Question, find_reason, written_rule
from hardlimit.proofs.search.bench import EFFORT


@dataclasses.dataclass
class Line:
    """What became of one step."""

    label: str
    step: Step
    reason: str
    found: str = ""
    seconds: float = 0.0
    holds: bool = False

    @property
    def fine(self) -> bool:
        """A reason was found and the gate accepts it."""
        return bool(self.found) and self.holds


def stated(derivation: Derivation) -> Any:
    """What a citation looks at in a theorem; no theorem, and good for nothing else."""
    return SimpleNamespace(
        slug=derivation.slug,
        label=derivation.label,
        title=derivation.title,
        goals=derivation.goals,
        context=derivation.context,
        level="derived",
        digest="",
    )


def derivations(origin: str) -> Iterator[Derivation]:
    """The derivations of a file, or of the book; those that cannot be built are left out."""
    checker = checker_of(origin)
    for slug in checker.slugs():
        try:
            yield checker.derivation(slug)
        except BuildError as error:
            print(f"left out: {error}")


def lines_of(derivation: Derivation, theorems: Mapping[str, Any]) -> Iterator[Line]:
    """Each step of a derivation with the reason that was found for it."""
    positive = positive_definitions(derivation.context)
    pool = Pool(derivation.context, derivation.slug, COUNT)
    before: dict[str, Claim] = {}
    for step in derivation.steps:
        question = Question(derivation.context, step.claim, dict(before), theorems, positive)
        before[step.number] = step.claim
        begun = time.process_time()
        found = find_reason(question)
        spent = time.process_time() - begun
        line = Line(derivation.label, step, step.rule.name, seconds=spent)
        if found is not None:
            line.found = found.rule.name
            given = dataclasses.replace(step, rule=found.rule)
            earlier = question.earlier
            checked = check_step(derivation, given, earlier, theorems, positive, [], pool)
            line.holds = checked.holds
            if not checked.holds:
                print(f"{line.label} {step.number}: {written_rule(found.rule)} does not hold")
        yield line


def measure(origins: list[str], *, show: bool) -> None:
    """The book, then each file, which may cite the book."""
    book: dict[str, Any] = {}
    whole: list[Line] = []
    for derivation in derivations(LIBRARY):
        whole += lines_of(derivation, dict(book))
        book[derivation.slug] = stated(derivation)
    tell("the book", whole, show=show)
    own: list[Line] = []
    for origin in origins:
        theorems = dict(book)
        for derivation in derivations(str(Path(origin).resolve())):
            own += lines_of(derivation, dict(theorems))
            theorems[derivation.slug] = stated(derivation)
    if own:
        tell("the files", own, show=show)


def tell(name: str, lines: list[Line], *, show: bool) -> None:
    """Figures for readers."""
    fine = [line for line in lines if line.fine]
    times = sorted(line.seconds for line in fine) or [0.0]
    same = sum(line.reason == line.found for line in fine)
    share = 100 * len(fine) / max(1, len(lines))
    print(
        f"{name}: {len(fine)} of {len(lines)} steps found ({share:.1f} %), "
        f"{same} by the author's rule, {len(fine) - same} by another; "
        f"median {1000 * times[len(times) // 2]:.0f} ms, "
        f"p90 {1000 * times[int(0.9 * len(times))]:.0f} ms, longest {times[-1]:.2f} s"
    )
    missed = Counter(line.reason for line in lines if not line.fine)
    print("  missed:", ", ".join(f"{rule} {n}" for rule, n in missed.most_common()) or "none")
    for line in lines if show else ():
        if not line.fine:
            relation = describe(line.step.claim.relation)
            print(f"  {line.label} {line.step.number} {line.reason}: {relation}")


def false_lines(count: int, effort: int) -> None:
    """Random false lines: how many got a reason, which the rule witness would accept, too."""
    for name, questions_of in (("random", _random_lines), ("near known ones", _near_lines)):
        found = tried = 0
        spent = 0.0
        for question in questions_of(count // 2):
            begun = time.process_time()
            reason = find_reason(question, effort)
            spent += time.process_time() - begun
            tried += 1
            if reason is not None:
                found += 1
                print(f"FOUND: {describe(question.claim.relation)}: {written_rule(reason.rule)}")
        print(f"{name}: {tried} false lines, {found} with a reason, {spent / tried:.3f} s each")


def _random_lines(count: int) -> Iterator[Question]:
    from tests.fuzz import falsehoods, lines
    from tests.fuzz.language import CONTEXT, Maker

    rng, made = random.Random("reasons"), 0
    while made < count:
        make = Maker(rng.choice, maps=rng.random() < 0.3)
        for line in falsehoods.false_lines(make):
            if made < count and lines.really_false(line) and lines.sound(line.earlier):
                made += 1
                claim = Claim(line.relation)
                yield Question(CONTEXT, claim, line.earlier, {}, lines._positive())


def _near_lines(count: int) -> Iterator[Question]:
    from tests.fuzz.questions import false_questions

    yield from false_questions(random.Random("reasons"), count)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", nargs="*", help="files of derivations")
    parser.add_argument("--false", type=int, default=0, help="how many false lines to try")
    parser.add_argument("--effort", type=int, default=EFFORT, help="for each false line")
    parser.add_argument("--list", action="store_true", help="show what is missed")
    options = parser.parse_args()
    if options.false:
        false_lines(options.false, options.effort)
    else:
        measure(options.files, show=options.list)


if __name__ == "__main__":
    main()
