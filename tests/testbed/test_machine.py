"""What the machine lacks is named, with the command that installs it."""

import re
from pathlib import Path

import pytest

from tests.testbed import machine
from tests.testbed.errors import NotProvisionedError, TestbedError


@pytest.fixture
def without_runc(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of root's, which has everything but runc."""
    monkeypatch.setattr(machine, "missing_packages", lambda: ["runc"])
    monkeypatch.setattr("os.geteuid", lambda: 0)


@pytest.mark.usefixtures("without_runc")
def test_missing_package_is_named_with_its_remedy() -> None:
    """A missing package is reported with apt's command."""
    with pytest.raises(
        NotProvisionedError, match=re.escape("`apt-get install --no-install-recommends runc`")
    ):
        machine.require_packages()


def test_missing_root_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without root the message says so before anything else."""
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(NotProvisionedError, match="needs root"):
        machine.require_packages()


@pytest.mark.usefixtures("without_runc")
def test_no_apt_means_a_command_for_a_person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where apt is missing, nothing is tried: the message has the command."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TestbedError, match=r"`apt-get install .* runc` as root"):
        machine.install_missing_packages()


def test_absent_program_makes_its_package_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package whose program is nowhere on the machine is missing, and one whose program is there is not."""
    monkeypatch.setattr(machine, "PACKAGES", {"shell": "sh", "fantasy": "no-such-program"})
    assert machine.missing_packages() == ["fantasy"]
