"""``python -m hardlimit.proofs.cli`` does what ``hardlimit`` does."""

import sys

if not sys.flags.safe_path:
    # The current folder: what authors may write there is nothing to import here.
    del sys.path[0]

from . import main

if __name__ == "__main__":
    sys.exit(main())
