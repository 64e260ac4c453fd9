"""The third witness: claims translated to Coq, proved there, and read back.

:mod:`.translate` is trusted, with :mod:`.terms`, :mod:`.shapes` and :mod:`.bindings`: it
says in Coq what the stored claim says.  Everything else here proposes proofs, which Coq's
kernel accepts or refuses, or reads back what Coq has understood.
"""
