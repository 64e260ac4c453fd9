"""Compiles derivations, several at a time, and has Coq say what each states and proves.

No derivation is judged by what another one does.  Where Coq refuses anything in a file of
several, they are compiled apart; and where something is wrong with what Coq says of one of
them, each is compiled alone, and that is what counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...book.cache import combined
from ...kernel.derivation import Derivation
from ...report.data import KernelReport
from ..scripts.development import File
from ..statements.stated import INSTANCE
from . import running
from .outcomes import Tried, reported, unstated
from .questions import Asked, questioned
from .units import LONGEST, MOST, Unit, bare, part_at, stated_lines

_LEFT_OUT = re.compile(r"step_\d+|statement_\d+|defined_\S+|" + INSTANCE)


@dataclass(frozen=True)
class Done:
    """What became of a derivation; ``cut``: Coq was stopped somewhere, so that nothing is kept.

    ``unit`` is the file in which it is compiled, if it is, ``left_out`` are the lemmas that
    it lacks there.
    """

    report: KernelReport
    cut: bool = False
    unit: str = ""
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Member:
    """A derivation to be compiled; ``tell`` is called for each lemma that is done."""

    file: File
    derivation: Derivation
    digest: str
    tell: running.Done | None = None

    def unstated(self, why: str) -> Done:
        """What becomes of it if it is not stated in Coq."""
        return Done(unstated(KernelReport(self.file.slug, self.digest), self.derivation, why))


@dataclass(frozen=True)
class _Compiled:
    """A compiled derivation: what Coq is asked about, and whether it was stopped at a lemma."""

    member: Member
    unit: Unit
    tried: Tried

    def asked(self) -> Asked:
        """What Coq is asked about."""
        report = reported(self.member.digest, self.member.file, self.tried)
        file, left_out = self.member.file, frozenset(self.tried.failed)
        places = self.unit.place(file), self.unit.stating(file)
        return Asked(report, file, self.member.derivation, left_out, *places)

    def doubtful(self, report: KernelReport) -> bool:
        """Whether something is wrong that another derivation of the same file may have done."""
        if len(self.unit.files) == 1:
            return False
        reach = self.unit.reach(self.member.file)
        here = [a.split(".") for a in report.axioms if a.startswith(f"{self.unit.name}.")]
        return bool(report.failure) or any(module not in reach for _, module, *_ in here)


@dataclass
class Compiler:
    """Compiles derivations in the last of the ``paths``.

    Attributes:
        limit: the processor time for one lemma.
        places: where the modules are that may be cited, by :attr:`CitedModule.name`.
    """

    paths: Sequence[tuple[str, Path]]
    limit: float = running.LEMMA
    places: dict[str, str] = field(default_factory=dict)
    _found: dict[str, Done | _Compiled] = field(default_factory=dict)

    def judge(self, members: Sequence[Member]) -> dict[str, Done]:
        """What becomes of each, by :attr:`File.name`; each stands after what it cites.

        Left out are those that cite one for which Coq was stopped before it had stated it.
        """
        before = dict(self.places)
        for group in _groups(members):
            self._compile(group)
        compiled, answers = self._asked()
        if any(one.doubtful(report) for one, (report, _) in zip(compiled, answers, strict=True)):
            self.places, self._found = before, {}
            for member in members:
                self._compile([member])
            compiled, answers = self._asked()
        judged = {name: one for name, one in self._found.items() if isinstance(one, Done)}
        for one, (report, late) in zip(compiled, answers, strict=True):
            report = replace(report, axioms=tuple(map(bare, report.axioms)))
            cut, failed = late or bool(one.tried.cut), frozenset(one.tried.failed)
            judged[one.member.file.name] = Done(report, cut, one.unit.name, failed)
        return judged

    def _asked(self) -> tuple[list[_Compiled], list[tuple[KernelReport, bool]]]:
        compiled = [one for one in self._found.values() if isinstance(one, _Compiled)]
        return compiled, questioned([one.asked() for one in compiled], self.paths)

    def _compile(self, members: Sequence[Member]) -> None:
        """In one file; where Coq stops in it, what stands before, that one and the rest apart."""
        members = self._ready(members)
        if len(members) < 2:
            for member in members:
                self._alone(member)
            return
        unit = self._unit(members)
        parts = unit.parts()
        outcome = self._run(unit, parts, members)
        at = part_at(parts, outcome.line)
        if outcome.ok:
            for member, tried in zip(members, _shares(outcome, len(members)), strict=True):
                self._stands(member, unit, tried)
        elif at is None:
            for member in members:
                self._compile([member])
        else:
            for some in (members[:at], members[at : at + 1], members[at + 1 :]):
                self._compile(some)

    def _alone(self, member: Member) -> None:
        """In a file of its own; lemmas that fail are left out, so that the others are judged."""
        unit, file, tried, told = self._unit([member]), member.file, Tried(), set[str]()
        while True:
            parts = unit.parts(frozenset(tried.failed))
            outcome = self._run(unit, parts, [member], told)
            tried.lemmas, tried.seconds = outcome.parts[-1], outcome.seconds
            stated = stated_lines(parts)
            proving = not outcome.ok and outcome.line > stated
            name = _lemma_at("".join(parts), outcome.line) if proving else ""
            if not name or name in tried.failed:
                break
            tried.failed[name] = outcome.error
            if outcome.cut:
                tried.cut.add(name)
        if outcome.ok:
            self._stands(member, unit, tried)
            return
        report = reported(member.digest, file, tried)
        if outcome.cut:
            lost = {step.number: outcome.error for step in member.derivation.steps}
            done = Done(replace(report, refused={}, undecided=lost), cut=True)
        elif 0 < outcome.line <= stated:
            done = member.unstated(f"it cannot be stated in Coq: {outcome.error}")
        else:
            failure = f"Coq refuses what should be proved by now: {outcome.error}"
            done = Done(replace(report, failure=failure))
        self._found[file.name] = done

    def _stands(self, member: Member, unit: Unit, tried: Tried) -> None:
        self._found[member.file.name] = _Compiled(member, unit, tried)
        self.places[member.file.name] = unit.place(member.file)

    def _ready(self, members: Sequence[Member]) -> list[Member]:
        """Those all of whose cited theorems are stated in Coq, or before them here."""
        ready = dict[str, Member]()
        for member in members:
            missing = [c for c in member.file.cites if c.name not in {*self.places, *ready}]
            found = [self._found.get(c.name) for c in missing]
            if not missing:
                ready[member.file.name] = member
                continue
            lost = [one for one in found if isinstance(one, Done) and not one.cut]
            if len(lost) == len(found):
                why = f"{lost[0].report.slug}, which it cites, is not stated in Coq"
                self._found[member.file.name] = member.unstated(why)
        return list(ready.values())

    def _unit(self, members: Sequence[Member]) -> Unit:
        files = tuple(member.file for member in members)
        cited = {c.name for file in files for c in file.cites}
        places = {name: place for name, place in self.places.items() if name in cited}
        name = combined([*sorted(places.items()), *(file.text() for file in files)])
        return Unit(f"U_{name[:16]}", files, places)

    def _run(
        self,
        unit: Unit,
        parts: Sequence[str],
        members: Sequence[Member],
        told: set[str] | None = None,
    ) -> running.Compiled:
        """Compile it; a lemma that was ``told`` before is not told again."""

        def tell(part: int, name: str, seconds: float) -> None:
            heard = members[part - 1].tell if 0 < part <= len(members) else None
            if heard is None or not _LEFT_OUT.fullmatch(name) or (told and name in told):
                return
            heard(name, seconds)
            if told is not None:
                told.add(name)

        path = self.paths[-1][1] / f"{unit.name}.v"
        path.write_text("".join(parts), encoding="utf-8")
        return running.compile_file(path, self.paths, self.limit, tell)


def _groups(members: Sequence[Member]) -> Iterator[list[Member]]:
    """The members in order, so many that Coq holds them in memory together."""
    group, size = list[Member](), 0
    for member in members:
        length = len(member.file.text())
        if group and (len(group) == MOST or size + length > LONGEST):
            yield group
            group, size = [], 0
        group.append(member)
        size += length
    if group:
        yield group


def _shares(outcome: running.Compiled, count: int) -> list[Tried]:
    """What each derivation took, and as much of the rest as any other."""
    found = [*outcome.parts[1:], *({} for _ in range(count))][:count]
    rest = outcome.seconds - sum(sum(lemmas.values()) for lemmas in found)
    return [Tried(lemmas, sum(lemmas.values()) + rest / count) for lemmas in found]


def _lemma_at(text: str, line: int) -> str:
    """The name of the lemma that stands at ``line``, if it may be left out."""
    above = "\n".join(text.splitlines()[:line])
    names = re.findall(r"(?m)^(?:Lemma|Theorem|Definition|End) (\w+)", above)
    return names[-1] if names and _LEFT_OUT.fullmatch(names[-1]) else ""
