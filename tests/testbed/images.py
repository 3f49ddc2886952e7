"""Container images made on the spot: an archive that both `docker load` and `ctr images import` take.

The form is that of `docker save`: a manifest, the image's configuration and its layers (moby
image/spec/v1.2.md).
"""

import hashlib
import io
import json
import platform
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.testbed.errors import NotProvisionedError

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_EPOCH = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageConfig:
    """What an image says about the containers made from it: the keywords of a Dockerfile."""

    entrypoint: Sequence[str] = ()
    cmd: Sequence[str] = ()
    user: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    working_dir: str = ""
    exposed_ports: Sequence[str] = ()
    """Such as `8080/tcp`."""
    volumes: Sequence[str] = ()
    """The paths that Docker makes anonymous volumes of."""
    stop_signal: str = ""
    healthcheck: Mapping[str, Any] | None = None
    """As in the engine's API: `{"Test": ["CMD", ...], "Interval": nanoseconds}`."""
    labels: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The `config` of the image's configuration, without what is not set."""
        entries: dict[str, Any] = {
            "Entrypoint": list(self.entrypoint) or None,
            "Cmd": list(self.cmd) or None,
            "User": self.user,
            "Env": [f"{name}={value}" for name, value in self.env.items()],
            "WorkingDir": self.working_dir,
            "ExposedPorts": {port: {} for port in self.exposed_ports},
            "Volumes": {path: {} for path in self.volumes},
            "StopSignal": self.stop_signal,
            "Healthcheck": self.healthcheck,
            "Labels": dict(self.labels),
        }
        return {key: value for key, value in entries.items() if value}


@dataclass(frozen=True, slots=True)
class File:
    """A file, or with a content of None a folder, that an image has beside its system's."""

    content: bytes | None
    mode: int = 0o644
    uid: int = 0
    gid: int = 0


def busybox_image(
    name: str, archive: Path, config: ImageConfig | None = None, files: Mapping[str, File] | None = None
) -> Path:
    """Write the archive of an image `name` (with a tag) of busybox, and of files by their absolute path.

    It has a shell, an HTTP server, wget, nc, nslookup and 260 more in 2 MB, and users root, app (uid 1000)
    and nobody. Mind that `wget -T` crashes in Debian 12's static busybox: write `timeout 5 wget`. The same
    arguments give the same bytes. Returns the archive's path.

    Raises NotProvisionedError when the machine has no static busybox.
    """
    busybox = _static_busybox()
    listed = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()
    applets = sorted(set(listed) - {"busybox"})
    contents = _system(busybox) | dict(files or {})

    def write(layer: tarfile.TarFile) -> None:
        add_files(layer, contents)
        for applet in applets:
            if f"/bin/{applet}" not in contents:
                _add(layer, f"bin/{applet}", _member(tarfile.SYMTYPE, 0o777, link="busybox"))

    return write_image(name, archive, config or ImageConfig(), write)


def write_image(
    name: str, archive: Path, config: ImageConfig, write_layer: Callable[[tarfile.TarFile], None]
) -> Path:
    """Write the archive of an image of one layer, which a function fills; return the archive's path."""
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        write_layer(tar)
    return _write_archive(name, archive, config, layer.getvalue())


def add_files(layer: tarfile.TarFile, files: Mapping[str, File]) -> None:
    """Add files and folders by their absolute paths; a folder comes before what is in it."""
    for path in sorted(files):
        file = files[path]
        kind = tarfile.DIRTYPE if file.content is None else tarfile.REGTYPE
        _add(layer, path.strip("/"), _member(kind, file.mode, file.uid, file.gid), file.content or b"")


def _write_archive(name: str, archive: Path, config: ImageConfig, layer: bytes) -> Path:
    digest = hashlib.sha256(layer).hexdigest()
    document = {
        "architecture": _ARCHITECTURES.get(platform.machine(), platform.machine()),
        "os": "linux",
        "created": _EPOCH,
        "config": config.document(),
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
        "history": [{"created": _EPOCH, "created_by": "testbed"}],
    }
    configuration = json.dumps(document, sort_keys=True).encode()
    configuration_name = f"{hashlib.sha256(configuration).hexdigest()}.json"
    layer_name = f"{digest}/layer.tar"
    manifest = [{"Config": configuration_name, "RepoTags": [name], "Layers": [layer_name]}]
    with tarfile.open(archive, mode="w", format=tarfile.PAX_FORMAT) as tar:
        _add(tar, layer_name, _member(tarfile.REGTYPE, 0o644), layer)
        _add(tar, configuration_name, _member(tarfile.REGTYPE, 0o644), configuration)
        _add(tar, "manifest.json", _member(tarfile.REGTYPE, 0o644), json.dumps(manifest).encode())
    return archive


def _static_busybox() -> Path:
    found = shutil.which("busybox")
    if found is None:
        raise NotProvisionedError("there is no busybox here: `apt-get install busybox-static` installs it")
    return Path(found)


def _system(busybox: Path) -> dict[str, File]:
    """The files and folders of a small system."""
    accounts = (
        "root:x:0:0::/root:/bin/sh",
        "app:x:1000:1000::/home/app:/bin/sh",
        "nobody:x:65534:65534::/:/bin/sh",
    )
    passwd = "".join(f"{account}\n" for account in accounts)
    group = "root:x:0:\napp:x:1000:\nnogroup:x:65534:\n"
    folders = ("/bin", "/etc", "/home", "/root", "/run", "/srv", "/usr", "/usr/bin", "/var")
    return {path: File(None, 0o755) for path in folders} | {
        "/bin/busybox": File(busybox.read_bytes(), 0o755),
        "/etc/passwd": File(passwd.encode()),
        "/etc/group": File(group.encode()),
        "/home/app": File(None, 0o755, 1000, 1000),
        "/tmp": File(None, 0o1777),
        "/var/tmp": File(None, 0o1777),
    }


def _member(kind: bytes, mode: int, uid: int = 0, gid: int = 0, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo()
    member.type, member.mode, member.uid, member.gid, member.linkname = (
        kind,
        stat.S_IMODE(mode),
        uid,
        gid,
        link,
    )
    return member


def _add(tar: tarfile.TarFile, path: str, member: tarfile.TarInfo, content: bytes = b"") -> None:
    member.name, member.size = path, len(content)
    tar.addfile(member, io.BytesIO(content))
