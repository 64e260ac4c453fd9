"""Exact normal forms of expressions with symbolic sums: the residue witness.

``lhs = rhs`` is accepted by this witness exactly if the normal form of
``lhs - rhs`` is empty.  No floats, no SymPy simplification.
"""
