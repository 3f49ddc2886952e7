"""Mounts and volumes."""

import pytest

from tests.verify.bundle import POD, WEB, Mistake

MISTAKES = {
    "no such volume": Mistake(
        f"{POD}.initContainers.0.volumeMounts",
        [{"name": "nowhere", "mountPath": "/x"}],
        "unknown-volume",
        at=f"{POD}.initContainers.0.volumeMounts.0.name",
    ),
    "mounted by nobody": Mistake(f"{POD}.volumes.4", {"name": "idle", "emptyDir": {}}, "unused-volume"),
    "two at one path": Mistake(f"{WEB}.volumeMounts.2.mountPath", "/uploads/", "duplicate-mount"),
    "relative path": Mistake(f"{WEB}.volumeMounts.2.mountPath", "tmp", "mount-path"),
    "path out of the volume": Mistake(f"{WEB}.volumeMounts.1.subPath", "../other", "mount-path"),
    "host path with dots": Mistake(f"{POD}.volumes.3.hostPath.path", "/var/../etc", "mount-path"),
    "two sources": Mistake(
        f"{POD}.volumes.2.hostPath", {"path": "/x"}, "volume-source", at=f"{POD}.volumes.2"
    ),
    "decimal file mode": Mistake(f"{POD}.volumes.0.configMap.defaultMode", 755, "file-mode"),
    "two volumes of one name": Mistake(
        f"{POD}.volumes.4", {"name": "files", "emptyDir": {}}, "duplicate-name", at=f"{POD}.volumes.4.name"
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """A mount without volume, a volume without mount and a path mounted twice are found."""
    mistake.is_found()
