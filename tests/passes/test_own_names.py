"""A name by which a container calls itself becomes localhost, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.passes.own_names import localized

OWN = [
    ("pg_isready -U db -d db -h db", "pg_isready -U db -d db -h localhost"),
    ("mysqladmin ping -hdb --silent", "mysqladmin ping -hlocalhost --silent"),
    ("mongosh --host=db --eval 1", "mongosh --host=localhost --eval 1"),
    ("nc -z db 5432 || exit 1", "nc -z localhost 5432 || exit 1"),
    (
        "kafka-topics --bootstrap-server db:9092 --list",
        "kafka-topics --bootstrap-server localhost:9092 --list",
    ),
    ("bash -c '</dev/tcp/db/80'", "bash -c '</dev/tcp/localhost/80'"),
    ("curl -sf db/health", "curl -sf localhost/health"),
    ("wget -q --spider http://u:p@db:80/ && echo db", "wget -q --spider http://u:p@localhost:80/ && echo db"),
]
NOT_OWN = [
    "curl -u db:1234 http://localhost/",
    "curl http://db-2:80/",
    "curl http://db.example.org/",
    "test -f /var/db/x",
    "echo db",
    "psql -U db -c 'select 1'",
    'curl "http://$db:80/"',
    "curl -H 'Host: db' http://localhost/",
]


@pytest.mark.parametrize(("before", "expected"), OWN)
def test_a_name_is_replaced_wherever_it_is_a_host(before: str, expected: str) -> None:
    """URLs, ports, host options and dialled names are recognised; user and database names stay."""
    assert localized([before], {"db"}) == ([expected], frozenset({"db"}))


@pytest.mark.parametrize("text", NOT_OWN)
def test_a_name_that_may_be_something_else_stays(text: str) -> None:
    """Nothing is replaced where the name need not be a host."""
    assert localized([text], {"db"}) == ([text], frozenset())


@given(st.text(alphabet="db -/:$\"'=hcurl.;|0", max_size=40))
def test_what_speaks_of_no_own_name_is_not_touched(text: str) -> None:
    """Without a name of its own in it, a check is left as it is, blanks included."""
    assert localized([text], {"elsewhere"}) == ([text], frozenset())


def test_an_argv_is_localised_word_by_word() -> None:
    """In the exec form an option and its host are two words."""
    assert localized(["pg_isready", "-h", "db", "-U", "db"], {"db"})[0] == [
        "pg_isready",
        "-h",
        "localhost",
        "-U",
        "db",
    ]
