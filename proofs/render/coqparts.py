"""What Coq was told of a theorem, for the page."""

from __future__ import annotations

import html

from hardlimit.proofs.report import KernelReport, TheoremReport


def coq_html(theorem: TheoremReport) -> str:
    """The theorem as Coq reads it, folded away; empty if Coq was not asked."""
    kernel = theorem.kernel
    if kernel is None:
        return ""
    text = "\n".join([*kernel.declarations, "", *_theorems(kernel)])
    return (
        f'<details class="coq"><summary>The same in Coq</summary>'
        f"<pre><code>{html.escape(text)}</code></pre><p>{_verdict(theorem, kernel)}</p></details>"
    )


def _theorems(kernel: KernelReport) -> list[str]:
    return [f"Theorem statement_{i} :\n  {s}." for i, s in enumerate(kernel.statements, 1)]


def _verdict(theorem: TheoremReport, kernel: KernelReport) -> str:
    """Whether Coq's kernel accepts it, and what the proof rests on."""
    if theorem.level != "proved":
        left = ", ".join([*kernel.refused, *kernel.unwritten])
        return f"Not proved in Coq yet: steps {html.escape(left)} are open, or what it cites is."
    axioms = ", ".join(f"<code>{html.escape(name)}</code>" for name in kernel.axioms)
    return (
        f"Coq’s kernel accepts the proof. It rests on no axiom but {axioms}."
        if axioms
        else ("Coq’s kernel accepts the proof. It rests on no axiom.")
    )
