"""Proofs as data: a derivation and all that it cites in one JSON file, and back.

``hardlimit export`` writes such a file, ``hardlimit recheck`` reads it strictly and checks it
again from nothing.  The file holds no code and no SymPy text; the reader builds expressions
of the closed vocabulary over the names that the file itself declares, with rules of
:data:`hardlimit.proofs.rules.RULES` only.

A document (schema: ``schema.json`` beside this module) is an object with the keys

``format``, ``version``
    ``"hardlimit-proof"`` and 2.
``targets``
    The slugs of the theorems that the file is about.
``theorems``
    Derivations; each cites only those that stand before it.  Declarations in the order of
    the author (sizes, indices, symbols, families, definitions, hypotheses), the goals, and
    the steps: claim, local hypotheses, rule with its arguments, why, where it was written.
    ``cites`` lists the digest of each derivation that is cited, ``digest`` is its own, both
    as ``hardlimit verify --json`` shows them.
``digest``
    SHA-256 of all the rest of the file.

Expressions are nested lists (:mod:`.formulas`); relations and rules are objects with the
fields of the classes of the same name (:mod:`.arguments`).  The file is ASCII without blanks,
its keys in the order of the schema, with one line end at its end: for every document there is
one text, so that any change of a byte is noticed.  Digests are no signatures: who changes a
file and works them out anew has written another file, and it is judged on its own.

Bounds: 8 MB, 120 levels, 2 000 items a list, 6 000 characters a text, numbers of 40 digits,
formulas of 4 000 nodes and 60 levels, exponents of 1 000, 6 indices a family or sum, 500 steps,
500 theorems; in the process that checks, seconds a step and in all, and memory (:mod:`.guard`).

    strict     bytes -> bounded plain data, canonical form, digest
    formulas   expressions          arguments   relations and rules
    theorems   derivations          names       the forms of names
    writing    export               recheck     read, then check
    guard      the process that checks
"""
