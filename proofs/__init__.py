"""How a proof is written, checked and shown; see CONTRIBUTING.md for the map of modules."""
