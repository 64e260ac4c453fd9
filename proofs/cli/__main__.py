"""``python -m hardlimit.proofs.cli`` does what ``hardlimit`` does."""

import sys

from . import main

if __name__ == "__main__":
    sys.exit(main())
