"""Addresses in texts, who answers to them, and who does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.model import App, ConfigObject, FileEntry, HostAlias, HostFile, HostPath, Mount
from pass_migrate.passes.addresses import addresses, bound_ports, command_addresses, file_addresses
from pass_migrate.passes.trace_references import trace_references
from tests.passes.building import application, found, said, service, shell_check, variable, words

Dialled = tuple[str, int | None]


def dialled(app: App) -> list[tuple[str, str, int | None]]:
    """(callee, name, port) of every reference."""
    return [
        (r.callee, r.name.value, r.port.value if r.port is not None else None)
        for r in trace_references(app).references
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://pass-ui:81/app/", [("pass-ui", 81)]),
        ("jdbc:postgresql://postgres:5432/pass", [("postgres", 5432)]),
        ("jdbc:sqlserver://db:1433;databaseName=x", [("db", 1433)]),
        ("jdbc:oracle:thin:@//ora:1521/XE", [("ora", 1521)]),
        ("amqp://guest:guest@mq:5672/", [("mq", 5672)]),
        ("postgresql+psycopg2://u:p@db/x", [("db", None)]),
        ("mongodb://a:27017,b:27018/db?replicaSet=x", [("a", 27017), ("b", 27018)]),
        ("-Da=http://localstack:4566 -Db=http://localstack:4566", [("localstack", 4566)]),
        ("['search:9200']", [("search", 9200)]),
        ("kafka-1:9092,kafka-2:9092", [("kafka-1", 9092), ("kafka-2", 9092)]),
        ("http://[::1]:80/", [("::1", 80)]),
        ("https://demo.example.org:9080", [("demo.example.org", 9080)]),
        ("redis:7", []),
        ("file:////saml2/sp-key.pem", []),
        ("unix:///var/run/docker.sock", []),
        ("{baseUrl}/login", []),
        ("http://${HOST}:80", []),
        ("user:pass:::upload", []),
        ("12:30", []),
    ],
)
def test_addresses_in_values(text: str, expected: list[Dialled]) -> None:
    """Hosts and ports are read from URLs and `host:port`, and from nothing else."""
    assert [(address.host, address.port) for address in addresses(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("while (!</dev/tcp/db/5432); do sleep 1; done", [("db", 5432)]),
        ("nc -w 2 -z db 5432", [("db", 5432)]),
        ("pg_isready -h postgres -p 5432", [("postgres", 5432)]),
        ("redis-cli -h cache ping", [("cache", None)]),
        ("curl -u a:b -f http://core:8080/x || exit 1", [("core", 8080)]),
        ("echo nothing here", []),
    ],
)
def test_addresses_in_commands(text: str, expected: list[Dialled]) -> None:
    """Options and programs that take hosts say so, too."""
    assert [(address.host, address.port) for address in command_addresses(text)] == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"proxy_pass http://backend:8000;", [("backend", 8000)]),
        (b"upstream x { server backend; server b2:80; }", [("b2", 80), ("backend", None)]),
        (b'"Host": "db",', [("db", None)]),
        (b'hosts => ["es:9200"]', [("es", 9200)]),
        (b"server_name web;", []),
        (b"http://backend:8000\0", []),
        (b"\xff http://backend:8000", []),
    ],
)
def test_addresses_in_files(content: bytes, expected: list[Dialled]) -> None:
    """Settings that name a host count in files; what is no text counts for nothing."""
    assert [(address.host, address.port) for address in file_addresses(content)] == expected


@given(st.text(alphabet="abc:/?#@%&!$;,.0129-", min_size=1, max_size=20))
def test_what_may_be_a_password_is_never_a_host_to_show(password: str) -> None:
    """Whatever characters a password has, a host that is not marked as doubtful is the real one."""
    shown = {
        address.host for address in addresses(f"postgres://app:{password}@db:5432/x") if not address.doubtful
    }
    assert shown <= {"db"}


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("0.0.0.0:8000", (8000,)),
        ("http://+:8000", (8000,)),
        ("[::]:8080", (8080,)),
        (":9090", (9090,)),
        ("db:5432", ()),
    ],
)
def test_addresses_to_listen_on(text: str, ports: tuple[int, ...]) -> None:
    """All addresses of the machine are where a program listens, not whom it calls."""
    assert bound_ports(text) == ports


def test_a_reference_rests_on_the_value_that_holds_it() -> None:
    """The variable's name does not matter for a URL."""
    value = variable("UI", "http://ui:81/app")
    app = trace_references(application(service("core", environment=(value,)), service("ui")))
    (reference,) = app.references
    assert value.value is not None
    assert reference.name.leaves == value.value.leaves
    assert reference.http


def test_a_host_and_its_port_in_two_variables_are_one_address() -> None:
    """The reference rests on both variables and their names."""
    host, port = variable("FTP_HOST", "files"), variable("FTP_PORT", "22")
    app = trace_references(application(service("app", environment=(host, port)), service("files")))
    (reference,) = app.references
    assert reference.port is not None
    assert reference.port.value == 22
    assert host.value is not None
    assert port.value is not None
    wanted = {*host.value.leaves, *host.name.leaves, *port.value.leaves, *port.name.leaves}
    assert set(reference.port.leaves) == wanted


def test_a_word_is_no_host_because_a_service_has_that_name() -> None:
    """A user or a database called like the service is not an address."""
    variables = (variable("POSTGRES_USER", "postgres"), variable("POSTGRES_DB", "postgres"))
    assert dialled(application(service("app", environment=variables), service("postgres"))) == []


def test_all_names_that_docker_resolves_lead_to_the_service() -> None:
    """Container name, host name, alias, link alias, numbered container name, and upper case in a URL."""
    names = ["shop-db", "dbhost", "store", "linked", "demo-other-1", "DB"]
    variables = tuple(variable(f"V{i}", f"postgres://{name}:5432/x") for i, name in enumerate(names))
    db = service("db", container_name=said("shop-db"), hostname=said("dbhost"), aliases=(said("store"),))
    app = service("app", environment=variables, links=((said("db"), said("linked")),))
    expected = [
        ("db", "DB"),
        ("db", "dbhost"),
        ("db", "linked"),
        ("db", "shop-db"),
        ("db", "store"),
        ("other", "demo-other-1"),
    ]
    assert [(callee, name) for callee, name, _ in dialled(application(app, db, service("other")))] == expected


def test_commands_checks_and_mounted_files_hold_addresses() -> None:
    """Every kind of place counts, and says so."""
    file = HostFile(path=said("conf/app.ini"), content=said(b"url=http://d:80"))
    host = HostPath(kind="directory", display="./etc", files=(file,))
    config = ConfigObject(
        key=said("conf"),
        name=said("conf"),
        secret=said(False),
        entries=(FileEntry(key=said("x"), path=said("x"), content=said(b"http://e:81")),),
    )
    mounts = (
        Mount(type=said("bind"), target=said("/etc/app"), host=host),
        Mount(type=said("config"), source=said("conf"), target=said("/conf")),
    )
    caller = service(
        "a",
        entrypoint=words("sh", "-c", "curl http://b:80"),
        command=words("--host", "c"),
        health=shell_check("curl http://a:8080"),
        mounts=mounts,
    )
    app = application(caller, *(service(key) for key in "bcde"), configs=(config,))
    places = {(r.callee, r.place) for r in trace_references(app).references}
    assert places == {
        ("a", "health check"),
        ("b", "entrypoint"),
        ("c", "command"),
        ("d", "file ./etc/conf/app.ini"),
        ("e", "file conf"),
    }


def test_extra_hosts_win_over_names_of_services() -> None:
    """The hosts file is read before DNS is asked."""
    line = HostAlias(host=said("db"), address=said("10.0.0.5"))
    app = service("app", environment=(variable("U", "http://db:80"),), host_aliases=(line,))
    assert dialled(application(app, service("db"))) == []


def test_t19_a_container_of_another_project_is_found_once() -> None:
    """One finding for a name, however many services have it; it says where, and holds no value."""
    url = "https://user:hunter2@shop-search-1/api"
    app = application(*(service(key, environment=(variable("SEARCH", url),)) for key in "abc"))
    app = trace_references(app)
    assert found(app) == ["unanswered-host/shop-search-1"]
    assert "variable SEARCH (a, b and c)" in app.findings[0].message
    assert "hunter2" not in app.findings[0].message


def test_hosts_of_the_world_and_the_machine_itself_are_no_findings() -> None:
    """A dot means DNS answers; localhost is the container; s3 buckets are no hosts."""
    values = [
        "https://doi.org/x",
        "http://localhost:8080",
        "http://127.0.0.1",
        "s3://bucket/key",
        "file://x/y",
    ]
    variables = tuple(variable(f"V{i}", value) for i, value in enumerate(values))
    assert found(trace_references(application(service("a", environment=variables)))) == []


def test_the_docker_host_is_found_by_any_of_its_names() -> None:
    """Docker's own name in an address, and a name of one's own for the gateway."""
    gateway = HostAlias(host=said("dev.internal"), address=said("host-gateway"))
    value = variable("PROXY", "http://host.docker.internal:3128")
    app = trace_references(
        application(service("a", environment=(value,)), service("b", host_aliases=(gateway,)))
    )
    assert [(f.id, f.subject, f.severity.value) for f in app.findings] == [
        ("docker-host", "dev.internal", "note"),
        ("docker-host", "host.docker.internal", "warning"),
    ]


def test_tracing_twice_changes_nothing() -> None:
    """The pass is idempotent."""
    app = application(service("a", environment=(variable("U", "http://b:80"),)), service("b"))
    once = trace_references(app)
    assert trace_references(once) == once
