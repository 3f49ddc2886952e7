"""Checking manifests: against the schema, against each other, and by a real API server.

`offline.py` lists the checks that always run; `folder.py` runs them on files that somebody may have edited;
`server.py` asks a cluster.
"""

from pass_migrate.verify.folder import verify_folder
from pass_migrate.verify.offline import CHECKS, verify
from pass_migrate.verify.violation import Violation

__all__ = ["CHECKS", "Violation", "verify", "verify_folder"]
