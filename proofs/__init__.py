"""How a proof is written, checked and shown; see CONTRIBUTING.md for the map of modules."""

#: The same in every part and in pyproject.toml; a test holds them together.
__version__ = "0.1.0"
