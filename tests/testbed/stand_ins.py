"""Stand-ins for the images that converted projects need besides their own: those that wait for others.

Nothing can be pulled in the testbed, so the node must know these images by their real names.
"""

from pathlib import Path

from tests.testbed.images import File, ImageConfig, busybox_image
from tests.testbed.machine_programs import machine_program
from tests.testbed.programs import KUBECTL

_NETCAT = b"""\
#!/bin/sh
# The published image's `nc` has -z (connect, and send nothing); Debian's busybox is built without.
case " $* " in *" -z "*) scan=yes ;; esac
for argument; do
    shift
    [ "$argument" = -z ] || set -- "$@" "$argument"
done
if [ "$scan" ]; then exec busybox nc "$@" </dev/null >/dev/null; fi
exec busybox nc "$@"
"""


def busybox_stand_in(name: str, folder: Path) -> Path:
    """The archive of an image that stands for the published busybox of that name."""
    # Debian's busybox shell runs its own applets, whatever is on the path: another shell finds our `nc`.
    files = machine_program("dash", "/bin/sh") | {"/bin/nc": File(_NETCAT, 0o755)}
    return busybox_image(
        name, folder / "busybox.tar", ImageConfig(cmd=["sh"], env={"PATH": "/bin:/usr/bin"}), files
    )


def kubectl_stand_in(name: str, folder: Path) -> Path:
    """The archive of an image that stands for the published kubectl of that name.

    Raises NotProvisionedError when the testbed has no kubectl.
    """
    config = ImageConfig(entrypoint=["/bin/kubectl"], env={"PATH": "/bin:/usr/bin"})
    program = File(KUBECTL.find().read_bytes(), 0o755)
    return busybox_image(name, folder / "kubectl.tar", config, {"/bin/kubectl": program})
