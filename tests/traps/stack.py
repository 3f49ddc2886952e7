"""The PASS stacks, migrated once each, and what a reader of the manifests looks for in them."""

from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any

from pass_migrate import Finding, Manifest, Result, Row, migrate
from tests.corpus import PASS_CASES

CASES = {case.id.removeprefix("pass-"): case for case in PASS_CASES}


@cache
def stack(name: str) -> Result:
    """The migration of a documented stack: `local`, `full` (with deposit and DSpace) or `demo`."""
    return migrate(CASES[name].load())


def edited_stack(name: str, folder: Path, file: str, old: str, new: str) -> Result:
    """The same after a person has edited one of its files."""
    copy = copytree(CASES[name].folder, folder / "pass")
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    return migrate(CASES[name].load(copy))


def objects(result: Result) -> dict[str, Manifest]:
    """The manifests by `Kind/name`."""
    return {manifest.reference: manifest for manifest in result.manifests}


def workload(result: Result, name: str) -> Manifest:
    """The Deployment, StatefulSet or Job of a service."""
    found = objects(result)
    return next(
        found[f"{kind}/{name}"] for kind in ("Deployment", "StatefulSet", "Job") if f"{kind}/{name}" in found
    )


def pod(result: Result, name: str) -> Any:
    """The `spec` of a service's pods."""
    return workload(result, name).body["spec"]["template"]["spec"]


def container(result: Result, name: str) -> Any:
    """The container of a service."""
    return next(each for each in pod(result, name)["containers"] if each["name"] == name)


def environment(result: Result, name: str) -> dict[str, str]:
    """The variables that a service's container gets, from wherever."""
    found, out = objects(result), dict[str, str]()
    for source in container(result, name).get("envFrom", ()):
        kind, reference = next(iter(source.items()))
        body = found[
            f"{ {'configMapRef': 'ConfigMap', 'secretRef': 'Secret'}[kind] }/{reference['name']}"
        ].body
        out |= {**body.get("data", {}), **body.get("stringData", {})}
    return out | {each["name"]: each.get("value", "") for each in container(result, name).get("env", ())}


def service_ports(result: Result, name: str) -> list[int]:
    """The ports of a Service."""
    return [port["port"] for port in objects(result)[f"Service/{name}"].body["spec"]["ports"]]


def findings(result: Result, name: str) -> list[Finding]:
    """The findings of an id."""
    return [finding for finding in result.findings if finding.id == name]


def row(result: Result, file: str, path: str) -> Row:
    """What became of a leaf."""
    (found,) = [each for each in result.ledger.at(file) if each.leaf.path == path]
    return found


def line_of(result: Result, file: str, text: str) -> int:
    """The line of a project's file that holds a text."""
    lines = (result.project.directory / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def data_of_file(result: Result, name: str, path: str) -> str:
    """The text of the file that a service's container sees at a path."""
    mount = next(each for each in container(result, name)["volumeMounts"] if each["mountPath"] == path)
    volume = next(each for each in pod(result, name)["volumes"] if each["name"] == mount["name"])
    if "configMap" in volume:
        source, body = volume["configMap"], objects(result)[f"ConfigMap/{volume['configMap']['name']}"].body
        held = body["data"]
    else:
        source, body = volume["secret"], objects(result)[f"Secret/{volume['secret']['secretName']}"].body
        held = body["stringData"]
    key = next(item["key"] for item in source["items"] if item["path"] == mount["subPath"])
    return str(held[key])


def source_text(result: Result, file: str) -> str:
    """The text of a file of the project."""
    return (result.project.directory / file).read_text(encoding="utf-8")
