"""Certificates: what is proved of Lloyd and EM on given data, to be checked by other code.

`certify` proves with exact rationals and error-bounded balls; `verify` checks a certificate with
rational arithmetic and integer series of its own, and shares no arithmetic with the proof. `main`
is the command behind ``hardlimit certify``.
"""

from .claims import Refused
from .command import main
from .proving import certify
from .table import BadTable, Table, read_table
from .verifying import verify

__all__ = ["BadTable", "Refused", "Table", "certify", "main", "read_table", "verify"]
