"""Files of the project as config objects: which are secret, what fits into one, how entries are called.

An object holds 1 MiB at most (Kubernetes, ConfigMap and Secret). But `kubectl apply` keeps a copy of the
object in an annotation, and annotations end at 256 KiB (`TotalAnnotationSizeLimitB`): the smaller bound holds
here, so that plain `kubectl apply` works. A directory that does not fit is spread over several objects, a
file over several entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from posixpath import basename

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge.secret_values import in_file, is_secret_file
from pass_migrate.model import App, ConfigObject, FileEntry, HostFile
from pass_migrate.passes.kubernetes_names import LABEL_LIMIT, distinct, label
from pass_migrate.records import dataclass

PROJECT_FILE = Rule(
    "project-file",
    Fate.CARRIED,
    "The file is in the manifests as it is now, and at the same path in the container.",
)
SECRET_FILE = Rule(
    "secret-file",
    Fate.CARRIED,
    "The file is secret by its name or content: it stands in a Secret.",
)
PUBLIC_FILE = Rule(
    "public-file",
    Fate.CARRIED,
    "Nothing in the file's name or content is secret: it stands in a ConfigMap.",
)
EXECUTABLE = Rule(
    "executable-file",
    Fate.CARRIED,
    "The file is executable in the project, so it is in the container.",
)
FILE_PARTS = Rule(
    "file-in-parts",
    Fate.APPROXIMATED,
    "The file is larger than `kubectl apply` takes: it travels in parts and is joined before the start.",
)

APPLY_LIMIT = 240 * 1024
"""Bytes of content in one object, as `kubectl apply` counts them."""
PART_SIZE = APPLY_LIMIT // 6
"""Bytes in one part: even if every byte is escaped in six, a part fits."""
PART = ".part-"
"""Stands between a file's path and the number of its part."""
EXECUTABLE_BITS = 0o755
_BAD_KEY = re.compile(r"[^-._a-zA-Z0-9]+")


def weight(content: bytes, secret: bool) -> int:
    """Bytes that `kubectl apply` needs for the content as JSON, with Go's escapes; base64 if no text."""
    if secret or b"\0" in content:
        return len(content) * 4 // 3 + 4
    escaped = sum(content.count(character) for character in (b"\n", b"\t", b"\r", b'"', b"\\"))
    return len(content) + escaped + 5 * sum(content.count(character) for character in (b"<", b">", b"&"))


@dataclass(slots=True)
class ConfigFiles:
    """The config objects of bind mounts: each source once, however many services mount it."""

    app: App
    users: dict[str, set[str]]
    """Which workloads mount a source as files, by its display path."""
    taken: set[str] = field(default_factory=set)
    """Names of objects that are given away."""
    made: dict[str, tuple[ConfigObject, ...]] = field(default_factory=dict)
    """The objects of a source, by its display path."""

    components: dict[str, str] = field(default_factory=dict)
    """Names of the workloads, by their key."""

    def __post_init__(self) -> None:
        self.components = {workload.key.value: workload.display_name for workload in self.app.workloads}
        self.taken = {config.name.value for config in self.app.configs}
        self.taken |= {f"{workload.display_name}-env" for workload in self.app.workloads}

    def objects(self, display: str, files: Sequence[HostFile], source: Fact[str]) -> tuple[ConfigObject, ...]:
        """The objects with the files at `source`, the source of the mount that they exist for."""
        if display not in self.made:
            users = self.users.get(display, set())
            owner = next(iter(users)) if len(users) == 1 else ""
            stem = basename(display.rstrip("/")).lstrip(".")
            component = self.components.get(owner, "")
            if stem in ("", component) or (not component and any(file.path.value for file in files)):
                stem = f"{stem}-files"
            name = label(f"{component}-{stem}" if component and not stem.startswith(component) else stem)
            self.made[display] = tuple(self._spread(display, name, owner, files, source))
        return self.made[display]

    def _spread(
        self, display: str, name: str, owner: str, files: Sequence[HostFile], source: Fact[str]
    ) -> Iterable[ConfigObject]:
        held: dict[bool, list[HostFile]] = {False: [], True: []}
        for file in files:
            held[is_secret(display, file)].append(file)
        for secret, chosen in held.items():
            stem = f"{name}-secret" if secret and held[False] else name
            for number, chunk in enumerate(
                _chunks(_pieces(chosen, basename(display), source, secret), secret), start=1
            ):
                suffix = "" if number == 1 else f"-{number}"
                rule = SECRET_FILE if secret else PUBLIC_FILE
                yield ConfigObject(
                    key=Fact(f"bind:{display}{':secret' if secret else ''}{suffix}", source.leaves),
                    name=because(self._name(f"{stem}{suffix}", display), source, rule=PROJECT_FILE),
                    secret=because(secret, source, *(entry.content for entry in chunk if secret), rule=rule),
                    entries=tuple(chunk),
                    owner=owner,
                )

    def _name(self, name: str, origin: str) -> str:
        chosen = label(name)
        if chosen in self.taken:
            chosen = distinct(chosen, f"{name} {origin}", LABEL_LIMIT)
        self.taken.add(chosen)
        return chosen

    def all(self) -> tuple[ConfigObject, ...]:
        """Every object that was made."""
        return tuple(config for objects in self.made.values() for config in objects)


def is_secret(display: str, file: HostFile) -> bool:
    """Whether a file belongs in a Secret, by its path in the project or by what is in it."""
    path = "/".join(part for part in (display, file.path.value) if part)
    return is_secret_file(path) or bool(in_file(path, file.content.value))


def in_parts(display: str, files: Iterable[HostFile]) -> bool:
    """Whether a file among these is too large for one object, so that it has to be joined from parts."""
    return any(
        len(file.content.value) > PART_SIZE
        and weight(file.content.value, is_secret(display, file)) > APPLY_LIMIT
        for file in files
    )


def _pieces(files: Iterable[HostFile], stem: str, source: Fact[str], secret: bool) -> Iterable[FileEntry]:
    """Entries for files: one each, or several parts for a file that is too large; keys are unique."""
    keys: set[str] = set()
    for file in files:
        path = file.path.map(lambda text: text or stem).also(source)
        path = path if path.rule else path.by(PROJECT_FILE)
        mode = because(EXECUTABLE_BITS, source, file.path, rule=EXECUTABLE) if file.executable else None
        content = file.content.also(source)
        size = len(content.value)
        if weight(content.value, secret) <= APPLY_LIMIT:
            yield FileEntry(
                key=path.map(lambda text: _key(text, keys)), path=path, content=content, mode=mode
            )
            continue
        for number, start in enumerate(range(0, size, PART_SIZE)):
            part = Fact(f"{path.value}{PART}{number:03d}", path.leaves, FILE_PARTS)
            piece = Fact(content.value[start : start + PART_SIZE], content.leaves, FILE_PARTS)
            yield FileEntry(key=part.map(lambda text: _key(text, keys)), path=part, content=piece, mode=mode)


def _key(path: str, taken: set[str]) -> str:
    """A key of `data` for a path: `conf/app.yml` becomes `conf_app.yml`."""
    key = _BAD_KEY.sub("_", path).lstrip(".") or "file"
    key = key if path[:1] != "." or path.startswith("./") else f".{key}"
    if len(key) > 253 or key in taken:
        key = distinct(key, path, 253)
    taken.add(key)
    return key


def _chunks(entries: Iterable[FileEntry], secret: bool) -> Iterable[list[FileEntry]]:
    """Entries in groups that fit into one object each."""
    chunk: list[FileEntry] = []
    size = 0
    for entry in entries:
        more = weight(entry.content.value, secret) + 2 * len(entry.key.value) + 16
        if chunk and size + more > APPLY_LIMIT:
            yield chunk
            chunk, size = [], 0
        chunk.append(entry)
        size += more
    if chunk:
        yield chunk
