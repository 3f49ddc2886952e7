"""What paths mean."""

from __future__ import annotations

from pass_migrate.knowledge.places import (
    holds_credentials,
    is_configuration,
    is_dependency_directory,
    is_source_file,
    is_written,
    names_a_file,
    node_path,
)


def test_paths_of_the_node() -> None:
    """A socket of Docker is not mounted by default, kernel modules are, and data of others are unknown."""
    socket, modules = node_path("/var/run/docker.sock"), node_path("/lib/modules/")
    assert socket is not None
    assert socket.default == "none"
    assert modules is not None
    assert (modules.default, modules.type) == ("host", "Directory")
    assert node_path("/srv/media") is None


def test_paths_in_containers() -> None:
    """Data directories are written to, configuration and web roots are read."""
    assert is_written("/var/lib/mysql")
    assert is_written("/app/uploads/")
    assert not is_written("/etc/nginx")
    assert is_configuration("/etc/nginx/conf.d")
    assert is_configuration("/usr/share/nginx/html")
    assert not is_configuration("/work")


def test_names_of_files_and_directories() -> None:
    """A missing path with an extension is a file's, except for `.d` and versions."""
    assert names_a_file("conf/app.yml")
    assert not names_a_file("conf.d")
    assert not names_a_file("data/v1.2")
    assert not names_a_file("data/")
    for known in (
        "~/.kube/config",
        "~/.netrc",
        ".npmrc",
        "x/.ssh/id_ed25519",
        ".env",
        "~/.docker/config.json",
    ):
        assert names_a_file(known), known
    for known in ("~/.aws", ".ssh", "~/.kube", "~/.config", "~/.m2", ".data", "srv/id_files"):
        assert not names_a_file(known), known
    assert holds_credentials("~/.aws/")
    assert not holds_credentials("~/.cache")
    assert is_source_file("src/index.ts")
    assert not is_source_file("conf/nginx.conf")
    assert is_dependency_directory("/app/node_modules/")
    assert not is_dependency_directory("/app/modules")
