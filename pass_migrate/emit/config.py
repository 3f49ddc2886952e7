"""ConfigMaps and Secrets: variables and files, and the three places where secret values may live."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import Any

from pass_migrate.emit.labels import metadata, name_of
from pass_migrate.emit.manifest import Body, Manifest
from pass_migrate.emit.render import manifest
from pass_migrate.emit.rules import HELD_SECRET, IN_STORE, PLACEHOLDER, fixed
from pass_migrate.facts import Fact, because
from pass_migrate.model import App, ConfigObject, Drop, Variable, Workload

PLACEHOLDER_TEXT = "REPLACE-ME"
DEFAULT_STORE = "pass-migrate"


def public(variable: Variable) -> bool:
    """Whether a variable belongs in a ConfigMap."""
    return variable.value is not None and not (variable.secret is not None and variable.secret.value)


def private(variable: Variable) -> bool:
    """Whether a variable belongs in a Secret."""
    return variable.value is not None and variable.secret is not None and variable.secret.value


def environment_name(workload: Workload, *, named: bool = False) -> Fact[str]:
    """Name of the ConfigMap and of the Secret that hold a workload's variables.

    With `named`, of the Secret for variables that are named one by one: `envFrom` must not take it whole.
    """
    return name_of(workload).map(lambda name: f"{name}-env-named" if named else f"{name}-env")


def named_secrets(workload: Workload) -> dict[str, Fact[str]]:
    """Name of a secret variable that no object can have as a key -> the key that stands for it."""
    keys: dict[str, Fact[str]] = {}
    taken: set[str] = set()
    for variable in workload.environment:
        if variable.fits_object or not private(variable):
            continue
        plain = re.sub(r"[^-._a-zA-Z0-9]", "_", variable.name.value).lstrip(".") or "_"
        key = next(
            name
            for number in range(len(taken) + 1)
            if (name := f"{plain}-{number}" if number else plain) not in taken
        )
        taken.add(key)
        keys[variable.name.value] = Fact(key, variable.name.leaves, variable.name.rule)
    return keys


def environment_objects(app: App, workload: Workload, drops: list[Drop]) -> list[Manifest]:
    """The ConfigMap and the Secret with a workload's variables, as far as it has any."""
    out = []
    open_ = {
        variable.name: variable.value
        for variable in workload.environment
        if variable.fits_object and public(variable)
    }
    if open_:
        body: Body = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata(app, environment_name(workload), name_of(workload)),
            "data": open_,
        }
        out.append(manifest(name_of(workload).value, "configmap-env.yaml", body))
    keys = named_secrets(workload)
    for named in (False, True):
        held = [item for item in workload.environment if private(item) and item.fits_object is not named]
        if not held:
            continue
        values = {
            keys.get(variable.name.value, variable.name): variable.value.map(lambda value: value.encode()).by(
                (variable.secret and variable.secret.rule) or HELD_SECRET
            )
            for variable in held
            if variable.value is not None
        }
        out.append(
            secret(
                app,
                environment_name(workload, named=named),
                name_of(workload),
                values,
                file="secret-env-named.yaml" if named else "secret-env.yaml",
                drops=drops,
            )
        )
    return out


def config_object(app: App, config: ConfigObject, drops: list[Drop]) -> Manifest | None:
    """The ConfigMap or Secret for files; None where it exists already in the cluster."""
    if (config.external is not None and config.external.value) or not config.entries:
        return None
    owner = next(
        (name_of(workload) for workload in app.workloads if workload.key.value == config.owner), None
    )
    folder = owner.value if owner is not None else "shared"
    if config.secret.value:
        values: dict[Fact[str], Fact[bytes]] = {entry.key: entry.content for entry in config.entries}
        return secret(
            app,
            config.name,
            owner,
            values,
            file=f"secret-{config.name.value}.yaml",
            drops=drops,
            annotations=_annotations(config),
        )
    texts, binaries = {}, {}
    for entry in config.entries:
        if (text := as_text(entry.content)) is not None:
            texts[entry.key] = text
        else:
            binaries[entry.key] = entry.content.map(encoded)
    body: Body = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(app, config.name, owner, _annotations(config)),
        "data": texts or None,
        "binaryData": binaries or None,
    }
    return manifest(folder, f"configmap-{config.name.value}.yaml", body)


def _annotations(config: ConfigObject) -> dict[Any, Any]:
    return dict(config.annotations)


def secret(
    app: App,
    name: Fact[str],
    owner: Fact[str] | None,
    values: dict[Fact[str], Fact[bytes]],
    *,
    file: str,
    drops: list[Drop],
    annotations: dict[Any, Any] | None = None,
) -> Manifest:
    """A Secret by the chosen backend: with its values, with placeholders, or as an ExternalSecret."""
    backend = app.target.secrets
    head = metadata(app, name, owner, annotations)
    folder = owner.value if owner is not None else "shared"
    if backend == "manifest":
        held = {key: as_text(value) or value.map(encoded) for key, value in values.items()}
        texts = {key: held[key] for key, value in values.items() if as_text(value) is not None}
        rest = {key: held[key] for key, value in values.items() if as_text(value) is None}
        body: Body = {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": head,
            "type": fixed("Opaque"),
            "stringData": texts or None,
            "data": rest or None,
        }
        return manifest("secrets", f"{name.value}.yaml", body, private=True)
    rule = IN_STORE if backend == "external" else PLACEHOLDER
    drops.append(Drop(_leaves(values.values(), values.keys()), rule))
    if backend == "external":
        return manifest(
            folder, file.replace("secret", "externalsecret", 1), _external(app, head, name, list(values))
        )
    body = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": head,
        "type": fixed("Opaque"),
        "stringData": {key: because(PLACEHOLDER_TEXT, rule=PLACEHOLDER) for key in values},
    }
    return manifest(folder, file, body)


def _leaves(values: Iterable[Fact[bytes]], names: Iterable[Fact[str]]) -> tuple[Any, ...]:
    """The leaves of values that are not leaves of their names."""
    kept = {leaf for name in names for leaf in name.leaves}
    return tuple(leaf for value in values for leaf in value.leaves if leaf not in kept)


def _external(app: App, head: dict[str, Any], name: Fact[str], keys: list[Fact[str]]) -> Body:
    """An ExternalSecret (external-secrets.io/v1) that fills the Secret from the store."""
    store = app.target.secret_store or because(DEFAULT_STORE, rule=IN_STORE)
    space = app.namespace.value if app.namespace is not None else "default"
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": head,
        "spec": {
            "refreshInterval": because("1h0m0s", rule=IN_STORE),
            "secretStoreRef": {"kind": because("ClusterSecretStore", rule=IN_STORE), "name": store},
            "target": {"name": name},
            "data": [
                {
                    "secretKey": key,
                    "remoteRef": {"key": name.map(lambda text: f"{space}/{text}"), "property": key},
                }
                for key in keys
            ],
        },
    }


def as_text(content: Fact[bytes]) -> Fact[str] | None:
    """Content as text, or None if it is not UTF-8 (or holds what YAML cannot)."""
    try:
        text = content.value.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if any(character < " " and character not in "\t\n\r" for character in text) or "\x7f" in text:
        return None
    return Fact(text, content.leaves, content.rule)


def encoded(content: bytes) -> str:
    """Bytes in base64, as `data` and `binaryData` hold them."""
    return base64.b64encode(content).decode("ascii")
