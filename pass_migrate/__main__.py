"""`python -m pass_migrate` is the command `pass-migrate`."""

import sys

from pass_migrate.cli import main

if __name__ == "__main__":
    sys.exit(main())
