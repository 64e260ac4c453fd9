"""What can be said: the closed vocabulary, relations, declarations, substitution, wording.

Importing this imports nothing; :mod:`.errors`, :mod:`.memory`, :mod:`.naming`, :mod:`.spelling`
and :mod:`.symbols` are light, the rest is SymPy.
"""
