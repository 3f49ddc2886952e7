"""Where bind mounts end up, form by form."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import basename

from pass_migrate.facts import Fact, because
from pass_migrate.knowledge.places import names_a_file
from pass_migrate.model import ConfigObject, Mount, Placement, Workload
from pass_migrate.passes import bind_forms as forms
from pass_migrate.passes.bind_forms import Form
from pass_migrate.passes.copy_steps import COPIES_FILES
from pass_migrate.passes.known import known
from pass_migrate.passes.kubernetes_names import distinct, label


def files_place(kind: Fact[str], objects: Iterable[ConfigObject], *, single: bool) -> Placement:
    """Files of one or several config objects, as a directory or a single file."""
    first, *rest = objects
    return Placement(kind=kind, name=first.key, names=tuple(config.key for config in rest), single=single)


def host_place(kind: Fact[str], mount: Mount, form: Form) -> Placement:
    """The node's own path; it is made if Docker would make it."""
    host, source = known(mount.host), known(mount.source)
    path = form.why if form.rule is forms.CHOSEN and form.why.startswith("/") else host.display
    make = mount.create_host_path
    found = "DirectoryOrCreate" if make is None or make.value else "Directory"
    if form.host_type or form.rule is forms.NODE_PATH:
        found = form.host_type
    elif names_a_file(path):
        found = "File"
    return Placement(
        kind=kind,
        name=because(path, source, rule=form.rule),
        host_type=because(found, source, *([make] if make is not None else []), rule=form.rule),
    )


def seed_mount(mount: Mount, position: int, objects: Iterable[ConfigObject]) -> Mount:
    """A mount that only init steps see, with the project's files for another mount."""
    source = known(mount.source)
    place = files_place(because("files", source, rule=COPIES_FILES), objects, single=False)
    target = because(f"/from/{position}", source, rule=COPIES_FILES)
    read_only = because(True, source, rule=COPIES_FILES)
    return Mount(
        type=mount.type, source=source, target=target, read_only=read_only, init_only=True, place=place
    )


def expected_object(workload: Workload, mount: Mount, form: Form, taken: set[str]) -> ConfigObject:
    """The Secret that a person makes for a file outside the project; its name is entered into `taken`."""
    host, source = known(mount.host), known(mount.source)
    name = label(f"{workload.display_name}-{basename(host.display)}")
    if name in taken:
        name = distinct(name, mount.target.value)
    taken.add(name)
    return ConfigObject(
        key=because(f"bind:{workload.key.value}:{mount.target.value}", source, rule=form.rule),
        name=because(name, source, rule=form.rule),
        secret=because(True, source, rule=form.rule),
        entries=(),
        owner=workload.key.value,
        external=because(True, source, rule=form.rule),
    )
