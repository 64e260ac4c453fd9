"""What can be said: the closed vocabulary, relations, declarations, substitution, wording.

Importing this imports nothing; :mod:`.errors` and :mod:`.memory` are light, the rest is SymPy.
"""
