"""`convert` writes manifests and reports, keeps secrets apart, and ends with a code that says how it went."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from pass_migrate.cli import main
from pass_migrate.errors import ExitCode
from tests.cli.shop import CANARY, CLEAN, COMPOSE, ROOT, files_in


def test_without_an_output_nothing_is_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A first look at a project leaves no trace, and shows all of the report."""
    assert main(["convert"]) == ExitCode.CLEAN
    out = capsys.readouterr().out
    assert "nothing unaccounted" in out
    assert "\nweb  docker.io/library/nginx:1.27.0  →" in out
    assert files_in(project) == ["compose.yaml"]


def test_convert_writes_manifests_and_reports(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder has the manifests, a kustomization, and the report for people and for programs."""
    assert main(["convert", "-o", "k8s/"]) == ExitCode.CLEAN
    written = files_in(project / "k8s")
    assert {"kustomization.yaml", "report.md", "report.json", "web/deployment.yaml"} <= set(written)
    report = json.loads((project / "k8s" / "report.json").read_text(encoding="utf-8"))
    jsonschema_rs.validate(json.loads((ROOT / "schemas" / "report.json").read_text(encoding="utf-8")), report)
    assert {item["file"] for item in report["objects"]} <= set(written)
    out = capsys.readouterr().out
    assert f"Wrote {len(written)} files to k8s/" in out
    assert "kubectl apply -k k8s/" in out
    assert out.index("nothing unaccounted") < out.index("Wrote")


def test_every_value_of_a_written_report_is_accounted_for(project: Path) -> None:
    """`report.json` says where each value of the source went."""
    assert main(["convert", "-q", "-o", "k8s"]) == ExitCode.CLEAN
    leaves = json.loads((project / "k8s" / "report.json").read_text(encoding="utf-8"))["leaves"]
    assert [leaf for leaf in leaves if leaf["fate"] == "unaccounted"] == []
    (image,) = [leaf for leaf in leaves if leaf["path"] == "services.web.image"]
    field = "spec.template.spec.containers[0].image"
    assert {"object": "Deployment/web", "field": field} in image["fields"]


def test_no_secret_value_leaves_the_private_folder(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the terminal nor any file outside of the folder of secrets holds a secret value."""
    for arguments in (
        ["convert", "-o", "k8s"], ["convert"], ["convert", "--format", "json"],
        ["convert", "--format", "markdown"],
        ["convert", "-o", "-"], ["explain", "compose.yaml:7"], ["explain", "Secret/web-env"], ["init"],
        ["verify", "k8s"],
    ):  # fmt: skip
        assert main(arguments) == ExitCode.CLEAN
    captured = capsys.readouterr()
    assert CANARY not in captured.out + captured.err
    holding = [name for name in files_in(project) if CANARY in (project / name).read_text(encoding="utf-8")]
    assert holding == ["compose.yaml", "k8s/secrets/db-env.yaml", "k8s/secrets/web-env.yaml"]


def test_manifests_go_to_standard_output_without_secrets(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`-o -` prints YAML that a cluster takes, keeps secret values back, and says so beside it."""
    assert main(["convert", "-o", "-"]) == ExitCode.CLEAN
    captured = capsys.readouterr()
    objects = [f"{item['kind']}/{item['metadata']['name']}" for item in yaml.safe_load_all(captured.out)]
    assert {"Deployment/web", "StatefulSet/db", "ConfigMap/web-env"} <= set(objects)
    assert not [name for name in objects if name.startswith("Secret/")]
    assert "left out, because they hold secret values: Secret/db-env, Secret/web-env" in captured.err
    assert files_in(project) == ["compose.yaml"]


@pytest.mark.parametrize(("form", "start"), [("json", "{\n"), ("markdown", "# shop: from Docker Compose")])
def test_the_report_comes_in_other_forms(
    project: Path, capsys: pytest.CaptureFixture[str], form: str, start: str
) -> None:
    """`--format` prints the same document that a file would hold, and nothing else."""
    assert main(["convert", "--format", form, "-o", "k8s"]) == ExitCode.CLEAN
    out = capsys.readouterr().out
    assert out.startswith(start)
    name = {"json": "report.json", "markdown": "report.md"}[form]
    assert out == (project / "k8s" / name).read_text(encoding="utf-8")


def test_quiet_prints_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A script that wants files gets files."""
    assert main(["convert", "-q", "-o", "k8s"]) == ExitCode.CLEAN
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


def test_a_second_run_says_what_it_found(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files of others, edited files and files that are made no longer are named."""
    main(["convert", "-q", "-o", "k8s"])
    (project / "k8s" / "mine.txt").write_text("mine", encoding="utf-8")
    (project / "k8s" / "web" / "deployment.yaml").write_text("edited", encoding="utf-8")
    (project / "compose.yaml").write_text(COMPOSE.replace("GREETING: hello", ""), encoding="utf-8")
    assert main(["convert", "-o", "k8s"]) == ExitCode.CLEAN
    out = capsys.readouterr().out
    assert re.search(r"1 file that is not ours left alone: mine\.txt", out)
    assert re.search(r"1 file of an earlier run removed: web/configmap-env\.yaml", out)
    assert re.search(r"1 file that was edited since replaced; .*: web/deployment\.yaml", out)
    assert (project / "k8s" / "web" / "deployment.yaml.orig").read_text(encoding="utf-8") == "edited"


@pytest.mark.parametrize(
    ("compose", "strict", "status"),
    [
        (COMPOSE, [], ExitCode.CLEAN),
        (COMPOSE, ["--strict", "none"], ExitCode.CLEAN),
        (COMPOSE, ["--strict", "decisions"], ExitCode.OPEN_DECISIONS),
        (COMPOSE, ["--strict", "losses"], ExitCode.CLEAN),
        (COMPOSE, ["--strict"], ExitCode.OPEN_DECISIONS),
        (CLEAN, ["--strict"], ExitCode.CLEAN),
        (CLEAN + "    mac_address: 02:42:ac:11:65:43\n", ["--strict", "losses"], ExitCode.LOSSES),
        (CLEAN + "    mac_address: 02:42:ac:11:65:43\n", ["--strict"], ExitCode.LOSSES),
        (CLEAN + "    mac_address: 02:42:ac:11:65:43\n", ["--strict", "decisions"], ExitCode.CLEAN),
    ],
)
def test_strict_says_by_its_exit_code_what_is_left(
    project: Path, compose: str, strict: list[str], status: ExitCode
) -> None:
    """Open decisions and losses each have an exit code, and the files are written all the same."""
    (project / "compose.yaml").write_text(compose, encoding="utf-8")
    assert main(["convert", "-q", "-o", "k8s", *strict]) == status
    assert "report.json" in files_in(project / "k8s")


def test_the_packaged_example_converts(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The PASS stack is there without a file of the user's."""
    assert main(["convert", "--example", "-o", "k8s"]) == ExitCode.CLEAN
    assert "8 services → " in capsys.readouterr().out
    assert "pass-core/deployment.yaml" in files_in(project / "k8s")
    assert main(["convert", "--example", "-f", "compose.yaml"]) == ExitCode.INVALID_INPUT


def test_the_options_of_the_target_reach_the_manifests(project: Path) -> None:
    """Namespace and secrets backend of the command line win over those of the settings file."""
    (project / "pass-migrate.yaml").write_text("namespace: one\nstorage: {size: 7Gi}\n", encoding="utf-8")
    assert (
        main(["convert", "-q", "-o", "k8s", "--namespace", "two", "--secrets", "placeholder"])
        == ExitCode.CLEAN
    )
    assert yaml.safe_load((project / "k8s" / "namespace.yaml").read_text())["metadata"]["name"] == "two"
    assert not (project / "k8s" / "secrets").exists()
    assert "7Gi" in "".join(path.read_text() for path in (project / "k8s").rglob("*.yaml"))
