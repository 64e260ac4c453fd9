"""Coq as a process: files compiled, outcomes kept, axioms asked for."""
