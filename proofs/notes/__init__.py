"""Lecture notes in LaTeX and Markdown: read by a closed grammar, judged line by line."""
