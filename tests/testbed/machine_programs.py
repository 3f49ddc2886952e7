"""Programs of this machine as files of an image, with the libraries that they are linked with."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.testbed.errors import NotProvisionedError
from tests.testbed.images import File


def machine_program(name: str, at: str | None = None) -> dict[str, File]:
    """The files that a program of this machine needs, at the paths that they have here.

    Arguments: `at` is another path for the program itself.

    Raises NotProvisionedError when the machine has no such program.
    """
    found = shutil.which(name)
    if found is None:
        raise NotProvisionedError(f"there is no {name} here")
    files = {at or found: File(Path(found).read_bytes(), 0o755)}
    linked = subprocess.run(["ldd", found], capture_output=True, text=True, check=False).stdout
    for library in re.findall(r"(?:=> |^\t)(/\S+)", linked, re.MULTILINE):
        files[library] = File(Path(library).read_bytes(), 0o755)
    return files
