"""Proofs of equations in Coq, found by normal forms and replayed there."""
