"""What is secret in the PASS stack stays secret."""

import re

import pytest

from pass_migrate.cli import main
from pass_migrate.report import documents
from tests.corpus import PASS
from tests.traps.stack import CASES, stack

FAKE = re.compile(r"not-a-real-[a-z]+-password")
"""How the passwords of the example look; they stand in for real ones, and nothing else looks like them."""


def test_the_example_has_secrets_to_lose() -> None:
    """Passwords stand in env files, in a command, in a script, in a directory and in properties."""
    holders = (
        ".eclipse-pass.local_env",
        "docker-compose-deposit.yml",
        "postgres/demo/init_postgres.sh",
        "ldap/pass.ldif",
        "idp/credentials/shib-idp/secrets.properties",
    )
    assert all(FAKE.search((PASS / name).read_text(encoding="utf-8")) for name in holders)


@pytest.mark.parametrize("name", CASES)
def test_secrets_are_in_private_manifests_alone(name: str) -> None:
    """A password is in a Secret in the private folder, and in no other object and no report."""
    result = stack(name)
    private = [manifest for manifest in result.manifests if FAKE.search(str(manifest.body))]
    assert private
    assert {manifest.kind for manifest in private} == {"Secret"}
    assert all(manifest.private and manifest.folder == "secrets" for manifest in private)
    for text in (
        *documents(result).values(),
        str(result.findings),
        str(result.decisions),
        str(result.ledger),
    ):
        assert not FAKE.search(text)


@pytest.mark.parametrize("backend", ["external", "placeholder"])
def test_other_backends_write_no_secret_at_all(backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the values live elsewhere, no object has any."""
    files = [part for file in CASES["full"].files for part in ("-f", str(PASS / file))]
    assert main(["convert", *files, "--secrets", backend, "-o", "-"]) == 0
    printed = capsys.readouterr()
    assert "kind: " in printed.out
    assert not FAKE.search(printed.out + printed.err)


def test_nothing_on_the_terminal_is_secret(capsys: pytest.CaptureFixture[str]) -> None:
    """No form of the report, and no explanation of a line that holds a password, shows it."""
    files = [part for file in CASES["full"].files for part in ("-f", str(PASS / file))]
    for form in ("text", "markdown", "json"):
        assert main(["convert", *files, "--format", form, "--details"]) == 0
    lines = (PASS / ".eclipse-pass.local_env").read_text(encoding="utf-8").splitlines()
    for number in (number for number, line in enumerate(lines, 1) if FAKE.search(line)):
        assert main(["explain", *files, f".eclipse-pass.local_env:{number}"]) == 0
    assert main(["explain", *files, "docker-compose-deposit.yml:23"]) == 0
    printed = capsys.readouterr()
    assert "PASS_CORE_DATABASE_PASSWORD" in printed.out
    assert not FAKE.search(printed.out + printed.err)
