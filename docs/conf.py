"""The site: ``make docs`` builds it with Sphinx, and it is read without a network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

project = "hardlimit"
extensions = ["myst_parser"]
myst_enable_extensions = ["dollarmath"]
exclude_patterns = ["ci", "pages"]
html_theme = "alabaster"
html_theme_options = {
    "page_width": "76rem",
    "body_max_width": "56rem",
    "code_font_size": "0.8em",
    "fixed_sidebar": True,
    "show_powered_by": False,
}
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
html_use_index = False
# A page may go from its title to small headings.
suppress_warnings = ["myst.header"]
#: Formulas are MathML, by the printer of the book: nothing is fetched to show them.
html_math_renderer = "hardlimit"
#: Pages that are made from the code each time, and never committed.
MADE = HERE / "made"


def made(app: Any) -> None:
    """Write the pages that are made from the code."""
    from docs.pages import rules, vocabulary

    MADE.mkdir(exist_ok=True)
    for name, page in {"rules": rules.page, "vocabulary": vocabulary.page}.items():
        (MADE / f"{name}.md").write_text(page(), encoding="utf-8")


def formula(writer: Any, node: Any) -> None:
    """A formula as MathML."""
    from docutils.nodes import SkipNode
    from hardlimit.proofs.report.render.prose import formula_html

    shown = formula_html(node.astext(), display=node.tagname == "math_block")
    writer.body.append(f"<p>{shown}</p>" if node.tagname == "math_block" else shown)
    raise SkipNode


def setup(app: Any) -> None:
    """What Sphinx is told besides."""
    app.add_html_math_renderer("hardlimit", (formula, None), (formula, None))
    app.connect("builder-inited", made)
