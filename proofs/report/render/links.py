"""Where theorems stand: on this page, on another beside it, or nowhere."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field

from hardlimit.proofs.report.data import TheoremReport
from hardlimit.proofs.report.render import prose


@dataclass(frozen=True)
class Links:
    """Theorems by name, and by slug the file of the page that they are on.

    ``here`` is the file of the page at hand; anchors that no page is known for are on it.
    ``reference`` has the files in which more is told of a theorem.
    """

    known: Mapping[str, TheoremReport]
    pages: Mapping[str, str] = field(default_factory=dict)
    here: str = ""
    reference: Mapping[str, str] = field(default_factory=dict)

    def href(self, slug: str, step: str = "") -> str:
        """The address of a theorem, of a step of it, or of another anchor."""
        page = self.pages.get(slug, self.here)
        anchor = f"{slug}-{step}" if step else slug
        return html.escape(f"{'' if page == self.here else page}#{anchor}")

    def link(self, name: str) -> str:
        """A name in HTML: that of a theorem as a link, anything else as prose."""
        theorem = self.known.get(name)
        if theorem is None:
            return prose.to_html(name)
        title = html.escape(prose.plain(theorem.title))
        return (
            f'<a href="{self.href(theorem.slug)}" title="{title}">{html.escape(theorem.label)}</a>'
        )
