"""What the stored claims say in Coq: the trusted translation."""
