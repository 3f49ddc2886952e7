"""Writing to a folder is all or nothing, and never over what a user wrote."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import yaml

from pass_migrate.emit.manifest import Manifest
from pass_migrate.emit.write import write
from pass_migrate.emit.yaml_text import dump
from pass_migrate.errors import MigrateError


def config_map(name: str, value: str = "1") -> Manifest:
    """A small ConfigMap in a folder of its own."""
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"a": value}}
    return Manifest(folder=name, file="configmap.yaml", body=body)


def secret(name: str) -> Manifest:
    """A Secret in the private folder."""
    body = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name},
        "stringData": {"a": "synthetic"},
    }
    return Manifest(folder="secrets", file=f"{name}.yaml", body=body, private=True)


def test_the_kustomization_lists_every_manifest(tmp_path: Path) -> None:
    """`kubectl apply -k` finds every manifest that was written."""
    write(tmp_path / "out", (config_map("one"), secret("two")))
    listed = yaml.safe_load((tmp_path / "out" / "kustomization.yaml").read_text())["resources"]
    assert listed == ["one/configmap.yaml", "secrets/two.yaml"]
    assert all((tmp_path / "out" / name).is_file() for name in listed)


def test_secret_values_are_for_the_owner_only_and_ignored_by_git(tmp_path: Path) -> None:
    """A file with secret values has mode 0600 and stands in a folder that Git ignores."""
    write(tmp_path / "out", (secret("two"),))
    folder = tmp_path / "out" / "secrets"
    assert stat.S_IMODE((folder / "two.yaml").stat().st_mode) == 0o600
    assert (folder / ".gitignore").read_text().splitlines()[-1] == "*"


def test_the_record_holds_no_digest_of_a_secret(tmp_path: Path) -> None:
    """Nothing from which a secret value could be guessed stands outside the private folder."""
    write(tmp_path / "out", (secret("two"),))
    assert '"secrets/two.yaml": ""' in (tmp_path / "out" / ".pass-migrate.json").read_text()


def test_files_of_an_earlier_run_are_replaced_or_removed(tmp_path: Path) -> None:
    """A second run leaves exactly what it makes, and says what it removed."""
    write(tmp_path / "out", (config_map("one"), config_map("old")))
    written = write(tmp_path / "out", (config_map("one", "2"),))
    assert written.removed == ("old/configmap.yaml",)
    assert not (tmp_path / "out" / "old").exists()
    assert yaml.safe_load((tmp_path / "out" / "one" / "configmap.yaml").read_text())["data"] == {"a": "2"}


def test_foreign_files_stay_and_are_reported(tmp_path: Path) -> None:
    """A file that somebody else put into the folder is left alone."""
    write(tmp_path / "out", (config_map("one"),))
    (tmp_path / "out" / "notes.md").write_text("mine")
    written = write(tmp_path / "out", (config_map("one"),))
    assert written.foreign == ("notes.md",)
    assert (tmp_path / "out" / "notes.md").read_text() == "mine"


def test_a_foreign_file_in_the_way_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    """A file that we did not write is never overwritten."""
    (tmp_path / "out" / "one").mkdir(parents=True)
    (tmp_path / "out" / "one" / "configmap.yaml").write_text("mine")
    with pytest.raises(MigrateError, match=r"one/configmap\.yaml is not a file that pass-migrate wrote"):
        write(tmp_path / "out", (config_map("one"), config_map("two")))
    assert (tmp_path / "out" / "one" / "configmap.yaml").read_text() == "mine"
    assert not (tmp_path / "out" / "two").exists()


def test_an_edited_file_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    """What a user changed in a file of ours survives under another name."""
    write(tmp_path / "out", (config_map("one"),))
    place = tmp_path / "out" / "one" / "configmap.yaml"
    place.write_text("edited by hand")
    written = write(tmp_path / "out", (config_map("one"),))
    assert written.changed == ("one/configmap.yaml",)
    assert place.with_name("configmap.yaml.orig").read_text() == "edited by hand"


def test_an_output_path_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    """The output path must be a folder."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(MigrateError, match="is a file"):
        write(tmp_path / "out", (config_map("one"),))
    assert (tmp_path / "out").read_text() == "a file"


def test_nothing_is_left_behind_beside_the_folder(tmp_path: Path) -> None:
    """The place where files are staged is gone afterwards."""
    write(tmp_path / "out", (config_map("one"),))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    "value",
    [
        "yes",
        "0777",
        "1e3",
        "22:22",
        "null",
        "~",
        "",
        " lead",
        "trail ",
        "a: b",
        "# c",
        "a\nb\n",
        "a\n b \n",
        "tab\tx",
        "é",
        "$(X)",
        "{{x}}",
        "${x}",
        "\u2028",
    ],
)
def test_text_survives_a_round_trip(value: str) -> None:
    """Every text is read back by YAML as the text it was."""
    assert yaml.safe_load(dump({"a": value})) == {"a": value}
