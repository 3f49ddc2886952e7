"""Mounts, named volumes, configs and secrets."""

from __future__ import annotations

from pass_migrate.facts import Fact, Leaf
from pass_migrate.load.compose import sizes
from pass_migrate.load.journal import Journal
from pass_migrate.load.lower.getters import as_text, converted, flag, mapping, pairs, scalar, sequence, text
from pass_migrate.load.lower.host_files import content_fact, host_path
from pass_migrate.load.project import Project
from pass_migrate.load.tree import Map, Scalar
from pass_migrate.model import ConfigObject, FileEntry, Mount, Volume


def mounts(service: Map, project: Project) -> tuple[Mount, ...]:
    """Everything that appears at a path in the container: tmpfs, volumes, configs, secrets."""
    return (
        *(_tmpfs(item, project.journal) for item in sequence(service, "tmpfs") if isinstance(item, Scalar)),
        *(_volume(item, project) for item in sequence(service, "volumes") if isinstance(item, Map)),
        *(_granted(item, "config") for item in sequence(service, "configs") if isinstance(item, Map)),
        *(_granted(item, "secret") for item in sequence(service, "secrets") if isinstance(item, Map)),
    )


def _tmpfs(item: Scalar, journal: Journal) -> Mount:
    """A `tmpfs` entry: a path and, after a colon, options such as `size=64m`; each is a leaf of its own."""
    whole = str(item.value)
    path, _, options = whole.partition(":")
    parts = [item.part(0, len(path), "target")]
    size: Fact[int] | None = None
    mode: Fact[int] | None = None
    uid: Fact[str] | None = None
    gid: Fact[str] | None = None
    read_only: Fact[bool] | None = None
    other: list[Fact[str]] = []
    at = len(path) + 1
    for option in options.split(",") if options else ():
        part = item.part(at, at + len(option), option.partition("=")[0] or "option")
        at += len(option) + 1
        parts.append(part)
        name, _, value = option.partition("=")
        fact = Fact(value, part.leaves)
        match name:
            case "size" if not value.endswith("%"):
                size = fact.map(sizes.parse)
            case "mode":
                mode = fact.map(lambda digits: int(digits, 8))
            case "uid":
                uid = fact
            case "gid":
                gid = fact
            case "ro" | "rw":
                read_only = Fact(name == "ro", part.leaves)
            case _:
                other.append(Fact(option, part.leaves))
    if not item.default and len(parts) > 1:
        journal.split(item.leaf, [part.leaf for part in parts])
    target = as_text(parts[0]) if len(parts) > 1 else as_text(item)
    return Mount(
        type=Fact("tmpfs"),
        target=target,
        size=size,
        mode=mode,
        uid=uid,
        gid=gid,
        read_only=read_only,
        options=tuple(other),
    )


def _volume(item: Map, project: Project) -> Mount:
    """An entry of `volumes` in long form."""
    bind, volume, tmpfs, image = (mapping(item, key) for key in ("bind", "volume", "tmpfs", "image"))
    kind = text(item, "type") or Fact("volume")
    source = text(item, "source")
    target = text(item, "target")
    return Mount(
        type=kind,
        source=source,
        target=target.map(_absolute) if target is not None else Fact("", (item.leaf,)),
        read_only=flag(item, "read_only"),
        host=host_path(source, project) if kind.value == "bind" and source is not None else None,
        subpath=text(volume, "subpath") or text(image, "subpath"),
        nocopy=flag(volume, "nocopy"),
        labels=pairs(volume, "labels"),
        propagation=text(bind, "propagation"),
        recursive=text(bind, "recursive"),
        create_host_path=flag(bind, "create_host_path"),
        size=converted(
            tmpfs, "size", lambda value: value if isinstance(value, int) else sizes.parse(str(value))
        ),
        mode=converted(tmpfs, "mode", _bits),
    )


def _absolute(path: str) -> str:
    """A path in the container. Docker Compose lets others pass, and Docker then refuses to start."""
    if not path.startswith("/"):
        hint = (
            " (Docker Compose reads a one-letter volume name as a Windows drive)" if path[1:2] == ":" else ""
        )
        message = f"`{path}` is not an absolute path in a Linux container{hint}"
        raise ValueError(message)
    return path


def _bits(value: object) -> int:
    """Permission bits: a number is literal, a text is octal digits."""
    return value if isinstance(value, int) else int(str(value), 8)


def _granted(item: Map, kind: str) -> Mount:
    """A config or a secret that a service is granted; the default target is where Docker puts it."""
    source = text(item, "source") or Fact("")
    target = text(item, "target")
    base = "/run/secrets/" if kind == "secret" else "/"
    place = source if target is None else target
    return Mount(
        type=Fact(kind),
        source=source,
        target=place.map(lambda path: path if path.startswith("/") else base + path),
        mode=converted(item, "mode", _bits),
        uid=text(item, "uid"),
        gid=text(item, "gid"),
    )


def volumes(project: Project) -> tuple[Volume, ...]:
    """The named volumes, sorted by key."""
    top = mapping(project.tree, "volumes")
    if top is None:
        return ()
    out = []
    for key, entry in sorted(top.items.items()):
        settings = entry if isinstance(entry, Map) else None
        out.append(
            Volume(
                key=top.keys[key].fact(),
                name=text(settings, "name"),
                driver=text(settings, "driver"),
                driver_opts=pairs(settings, "driver_opts"),
                external=flag(settings, "external"),
                labels=pairs(settings, "labels"),
            )
        )
    return tuple(out)


def config_objects(project: Project) -> tuple[ConfigObject, ...]:
    """The top-level configs and secrets, sorted by key, with the content that they name."""
    out = []
    for section, secret in (("configs", False), ("secrets", True)):
        top = mapping(project.tree, section)
        for key, entry in sorted(top.items.items()) if top is not None else ():
            settings = entry if isinstance(entry, Map) else None
            name = top.keys[key].fact() if top is not None else Fact(key)
            content = _content(settings, project)
            out.append(
                ConfigObject(
                    key=name,
                    name=name,
                    docker_name=text(settings, "name"),
                    secret=Fact(secret),
                    entries=() if content is None else (FileEntry(key=name, path=name, content=content),),
                    external=flag(settings, "external"),
                    annotations=pairs(settings, "labels"),
                    origin=text(settings, "file") or text(settings, "environment"),
                    bound=text(settings, "file") is not None,
                )
            )
    return tuple(out)


def _content(settings: Map | None, project: Project) -> Fact[bytes] | None:
    """The bytes behind a config or secret, inline, from a variable or from a file; None if there are none."""
    if (inline := text(settings, "content")) is not None:
        return inline.map(lambda value: value.encode())
    if (variable := scalar(settings, "environment")) is not None:
        found = project.environment.get(str(variable.value))
        return (
            None if found is None else as_text(found).also(variable.fact()).map(lambda value: value.encode())
        )
    if (file := scalar(settings, "file")) is not None:
        return content_fact(file, project)
    return None


def file_leaf(name: str) -> Leaf:
    """The leaf that stands for the content of a whole file."""
    return Leaf(name, 1, 1, "content")
