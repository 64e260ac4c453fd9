"""Which features of Coq our sources use: a list of those that may occur, all others are named.

The bugs that were found in Coq's kernel lie in its finer features (functors, nested
fixpoints, polymorphic universes, primitive numbers, fast conversion machines).  What
stands in no source of ours cannot have met them; docs/coq.md goes through them one by
one.  The list is one of what is allowed: a sentence of any other form is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: The sentences that may stand outside a proof, and what they are called.
_SENTENCES = {
    "loading": r"From \w+ Require (?:Import |Export )?[\w\s.]+|Require \w+\.\w+"
    r"|Import ListNotations|Import Hardlimit\.Tactics",
    "scope": r"(?:Local )?Open Scope \w+",
    # Without parameters or a signature: a module that is a name and no more.
    "module": r"Module [ST]_\w+",
    "section": r"(?:Section|End) \w+",
    "variable": r"(?:Variables?|Hypothesis|Hypotheses)\s.*",
    "definition": r"(?:Definition|Let)\s.*",
    "fixpoint": r"Fixpoint\s.*",
    "inductive type": r"Inductive\s.*",
    "statement": r"(?:Lemma|Theorem)\s.*",
    "proof": r"Proof(?: using [\w ]+)?",
    "tactic": r"Ltac\s.*",
    "proof using": r'Set Default Proof Using "All"',
    "opaque": r"Global Opaque [\w ]+",
}
_FORMS = {name: re.compile(form, re.DOTALL) for name, form in _SENTENCES.items()}
#: Words that are used nowhere, and what would use them.
_WORDS = {
    "vm_compute": "a conversion machine",
    "vm_cast_no_check": "a conversion machine",
    "<:": "a conversion machine",
    "native_compute": "a conversion machine",
    "native_cast_no_check": "a conversion machine",
    "<<:": "a conversion machine",
    "exact_no_check": "an unchecked tactic",
    "change_no_check": "an unchecked tactic",
    "convert_concl_no_check": "an unchecked tactic",
    "abstract": "a side effect of a tactic",
    "transparent_abstract": "a side effect of a tactic",
    "admit": "an open proof",
    "give_up": "an open proof",
    "Admitted": "an open proof",
    "fix": "a nested fixpoint",
    "cofix": "a cofixpoint",
    "SProp": "proof irrelevance",
    "Type@": "named universes",
    "Program": "Program",
}
#: The modules of Coq's own library that may be loaded.
LOADED = frozenset(
    [
        "Arith",
        "Bool",
        "Classical",
        "FunctionalExtensionality",
        "Lia",
        "List",
        "Lra",
        "QArith",
        "Qreals",
        "Reals",
        "ZArith",
    ]
)


def features(text: str) -> list[str]:
    """The features that a Coq source uses, each once: names of :data:`_SENTENCES`, or oddities.

    An oddity is written ``! what: where``.
    """
    return list(dict.fromkeys(_features(text)))


def oddities(text: str) -> list[str]:
    """What a Coq source uses that is not on the list."""
    return [feature for feature in features(text) if feature.startswith("!")]


def _features(text: str) -> Iterator[str]:
    proving = False
    for sentence in _sentences(text):
        shown = " ".join(sentence.split())[:60]
        for word in _words(sentence):
            if word in _WORDS:
                yield f"! {_WORDS[word]}: {shown}"
        if proving and sentence not in ("Qed", "Defined"):
            continue
        if proving:
            proving = False
            continue
        name = next((n for n, form in _FORMS.items() if form.fullmatch(sentence)), "")
        if not name:
            yield f"! a sentence of another form: {shown}"
            continue
        yield name
        yield from _closer(name, sentence, shown)
        proving = name == "proof"


def _closer(name: str, sentence: str, shown: str) -> Iterator[str]:
    """What is asked besides of some sentences."""
    words = list(_words(sentence))
    if name == "loading" and words[:2] == ["From", "Coq"]:
        known = ("Import", "Export", *LOADED)
        yield from (f"! a library: {word}" for word in words[3:] if word not in known)
    # ``with`` joins what is mutual; it also ends the head of a match.
    recursive = name in ("fixpoint", "inductive type")
    if recursive and words.count("with") != words.count("match"):
        yield f"! a mutual {name}: {shown}"
    if name == "inductive type" and sentence.count(":=") != 1:
        yield f"! a let in a constructor: {shown}"


def _words(sentence: str) -> Iterator[str]:
    return (m[0] for m in re.finditer(r"[\w']+@?|<<?:", sentence))


def _sentences(text: str) -> Iterator[str]:
    """The sentences without their points, and without comments and the signs of a proof."""
    for sentence in re.split(r"\.(?=\s|\Z)", _without_comments(text)):
        found = re.sub(r"\A(?:\s|[-+*{}])+", "", sentence).strip()
        if found:
            yield found


def _without_comments(text: str) -> str:
    kept, depth = [], 0
    for part in re.split(r"(\(\*|\*\))", text):
        if part == "(*":
            depth += 1
        elif part == "*)" and depth:
            depth -= 1
        elif not depth:
            kept.append(part)
    return "".join(kept)
