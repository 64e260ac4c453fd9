"""How an author writes: a derivation that grows line by line."""
