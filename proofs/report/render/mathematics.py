"""The mathematics that prose may hold: letters, signs and scripts, and no command beyond them.

A command that defines something (``\\gdef\\le{\\ge}`` in a title) would change how every
formula after it is set, checked ones included, and one that reads a file or draws has no
business there.  What is not of this list is shown as the source that it is.

>>> is_mathematics(r"\\sum_n w_n (x_n - \\bar x) = 0"), is_mathematics(r"\\gdef\\le{\\ge}")
(True, False)
"""

from __future__ import annotations

import re

_WORDS = r"""
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi
varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega
Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
ell hbar imath jmath partial nabla infty emptyset varnothing forall exists neg top bot prime
bar hat tilde vec dot ddot check breve overline underline widehat widetilde
mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol operatorname text textbf
sum prod int bigcup bigcap lim limsup liminf sup inf min max arg log ln exp det dim sin cos tan
sinh cosh tanh gcd ker Pr
le leq ge geq ne neq equiv approx sim simeq cong propto ll gg in notin ni subset subseteq supset
supseteq mid nmid parallel perp prec preceq succ succeq models vdash
to rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow longrightarrow
longleftarrow Longrightarrow Longleftrightarrow mapsto longmapsto uparrow downarrow nearrow
searrow iff implies
pm mp times div cdot cdots ldots dots vdots ast star circ bullet oplus otimes odot wedge vee land
lor cup cap setminus dagger colon lnot
frac dfrac tfrac binom sqrt
left right middle big bigl bigr Big Bigl Bigr bigg biggl biggr lvert rvert lVert rVert vert Vert
langle rangle lbrace rbrace lfloor rfloor lceil rceil
quad qquad displaystyle textstyle scriptstyle limits nolimits
"""
_COMMANDS = frozenset(f"\\{word}" for word in _WORDS.split()) | frozenset(
    f"\\{sign}" for sign in ",;:!| {}%&#_$"
)
_COMMAND = re.compile(r"\\[A-Za-z]+|\\.|\\$", re.DOTALL)


def is_mathematics(tex: str) -> bool:
    """Whether ``tex`` is set by known commands only, and ends where it seems to end."""
    if "^^" in tex or not set(_COMMAND.findall(tex)) <= _COMMANDS:
        return False
    bare = _COMMAND.sub(" ", tex)
    if set(bare) & set("%#&$"):
        return False
    depth = 0
    for letter in bare:
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            return False
    return depth == 0
