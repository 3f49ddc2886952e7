"""Programs are built once, whole or not at all, and whatever is missing is named with its remedy."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.testbed import TestbedError
from tests.testbed.cache import cache_folder, provide
from tests.testbed.debian_package import MIRROR_VARIABLE, debian_mirror, unpack_debian_package
from tests.testbed.errors import NotProvisionedError
from tests.testbed.fixtures import provisioned
from tests.testbed.go_build import build_go_program
from tests.testbed.programs import ETCD, PROGRAMS, kube_apiserver
from tests.testbed.releases import GO, KUBERNETES, RELEASES, family, module_version

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("PASS_MIGRATE_TESTBED_CACHE", str(folder))
    return folder


@pytest.fixture
def no_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose path has no program at all."""
    monkeypatch.setenv("PATH", str(tmp_path))


def test_cache_is_the_users_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the variable the cache is where the user's other caches are."""
    monkeypatch.delenv("PASS_MIGRATE_TESTBED_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "pass-migrate" / "testbed"


def test_entry_is_built_once(cache: Path) -> None:
    """The second request for an entry finds what the first one built."""
    calls = []

    def build(folder: Path) -> None:
        calls.append(folder)
        (folder / "program").write_text("built")

    first = provide("program-1", build)
    assert provide("program-1", build) == first == cache / "program-1"
    assert (first / "program").read_text() == "built"
    assert len(calls) == 1


def test_failed_build_leaves_no_entry(cache: Path) -> None:
    """A build that fails half way leaves neither an entry nor its own files."""

    def build(folder: Path) -> None:
        (folder / "program").write_text("half")
        raise TestbedError("no space")

    with pytest.raises(TestbedError, match="no space"):
        provide("program-1", build)
    assert [path.name for path in cache.iterdir()] == ["program-1.lock"]


def test_killed_build_is_begun_again(cache: Path) -> None:
    """What a killed build has left behind does not get into the entry."""
    (cache / "program-1.unfinished").mkdir(parents=True)
    (cache / "program-1.unfinished" / "half").touch()
    entry = provide("program-1", lambda folder: (folder / "program").touch())
    assert [path.name for path in entry.iterdir()] == ["program"]


def test_two_processes_build_once(cache: Path) -> None:
    """Of two processes that want the same entry at once, one builds it and both get it."""
    script = (
        "import pathlib, time\n"
        "from tests.testbed.cache import provide\n"
        "def build(folder):\n"
        "    time.sleep(0.3)\n"
        "    with open(folder.parent / 'builds', 'a') as log: log.write('x')\n"
        "    (folder / 'program').write_text('built')\n"
        "print((provide('program-1', build) / 'program').read_text())\n"
    )
    command = [sys.executable, "-c", script]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=30)[0] for process in both] == ["built\n", "built\n"]
    assert (cache / "builds").read_text() == "x"


def test_missing_program_skips_for_a_person(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test whose program is not in the cache is skipped, with the command that builds it."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=re.escape("`python -m tests.testbed build`")):
        provisioned(ETCD)
    assert not cache.exists()


def test_missing_program_fails_in_ci(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In CI the same test fails: nothing is skipped there."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=re.escape("`python -m tests.testbed build`")):
        provisioned(ETCD)
    assert not cache.exists()


@pytest.mark.usefixtures("no_tools")
def test_missing_go_is_named_with_its_remedy(tmp_path: Path) -> None:
    """Without Go the message says which version is needed and how to install it."""
    with pytest.raises(TestbedError, match=r"needs Go 1\.26\.0 or newer.*`apt-get install golang-go`"):
        build_go_program(family("1.37"), f"{KUBERNETES}/cmd/kubectl", tmp_path / "kubectl")


@pytest.mark.usefixtures("no_tools")
def test_missing_apt_is_named_with_its_remedy(tmp_path: Path) -> None:
    """Without apt the message says that a Debian machine or container is needed."""
    with pytest.raises(TestbedError, match=r"no `apt-get` here: use a Debian machine or container"):
        unpack_debian_package("docker-compose", "2.40.3-*", tmp_path)


def test_debian_mirror_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable decides which archive is asked, whatever apt is set up with."""
    monkeypatch.setenv(MIRROR_VARIABLE, "http://mirror.example/debian")
    assert debian_mirror() == "http://mirror.example/debian"


def test_debian_mirror_is_read_from_apt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of the archives that apt is set up with, the first of Debian itself is taken."""
    monkeypatch.delenv(MIRROR_VARIABLE, raising=False)
    listing = "http://a.example/debian-security/ http://b.example/debian/ http://c.example/debian/"
    (tmp_path / "apt-get").write_text(f"#!/bin/sh\nprintf '%s\\n' {listing}\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert debian_mirror() == "http://b.example/debian/"


def test_failed_go_build_says_why(tmp_path: Path) -> None:
    """When the Go client fails, the message has the command and the client's own words."""
    if not any(Path(folder, "go").exists() for folder in os.get_exec_path()):
        pytest.skip("there is no Go here")
    with pytest.raises(TestbedError, match=r"(?s)`go build .*no/such/package` failed in .*no/such/package"):
        build_go_program("etcd", "no/such/package", tmp_path / "program")


@pytest.mark.parametrize("release", RELEASES)
def test_staging_modules_are_of_the_same_release(release: str) -> None:
    """Every staging module that a family replaces is of exactly the release that the family pins."""
    version = module_version(family(release), KUBERNETES)
    text = (GO / family(release) / "go.mod").read_text(encoding="utf-8")
    replaced = dict(re.findall(r"^\t(k8s\.io/\S+) => \1 (\S+)$", text, re.MULTILINE))
    assert version.startswith(f"v{release}.")
    assert {"k8s.io/api", "k8s.io/apiserver", "k8s.io/kubectl"} <= replaced.keys()
    assert set(replaced.values()) == {version.replace("v1.", "v0.", 1)}


def test_unknown_release_is_an_error() -> None:
    """A release without pinned modules is refused, with those that there are."""
    with pytest.raises(TestbedError, match=r"no Kubernetes 1\.20: it knows 1\.35, 1\.36, 1\.37"):
        kube_apiserver("1.20")


def test_entries_of_all_programs_differ() -> None:
    """No two programs share a cache entry, though two are the same program of different releases."""
    entries = {program.entry: program for program in PROGRAMS}
    assert set(entries.values()) == set(PROGRAMS)


def test_find_says_where_it_looked(cache: Path) -> None:
    """A program that is not there is reported with its version and the cache that lacks it."""
    with pytest.raises(NotProvisionedError, match=rf"etcd 3\.6\.8 is not in {re.escape(str(cache))}"):
        ETCD.find()
