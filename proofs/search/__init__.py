"""Looks for the reason of a line where an author gives none, and says what is nearest to one.

Nothing here accepts anything: what is found goes to the gate as if it had been written.
"""

from .advice import nearest
from .completing import Completion, completed
from .portfolio import find_reason
from .question import Advice, Found, Question, Stated
from .refused import advised, hanging
from .writing import written_rule

__all__ = [
    "Advice",
    "Completion",
    "Found",
    "Question",
    "Stated",
    "advised",
    "completed",
    "find_reason",
    "hanging",
    "nearest",
    "written_rule",
]
