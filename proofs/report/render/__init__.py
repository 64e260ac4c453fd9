"""Renderers: a finished :class:`~..data.Report` as LaTeX, PDF and one HTML page.

Nothing here imports SymPy or checks anything: what is shown is what the report holds.
"""
