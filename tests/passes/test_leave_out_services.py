"""Services for which nothing runs in a cluster."""

from __future__ import annotations

from pass_migrate.passes.leave_out_services import leave_out_services
from tests.passes.building import application, asked, dropped, found, said, service, variable, words


def test_a_provided_service_ends_with_all_its_leaves_and_a_finding() -> None:
    """Nothing is emitted for a plugin's service, and no leaf of it is lost from the account."""
    cloud = service("cloud", provider=said("awesome"), environment=(variable("A", "1"),), name=None)
    app = leave_out_services(application(service("web"), cloud))
    assert [workload.key.value for workload in app.workloads] == ["web"]
    assert dropped(app) == dict.fromkeys(["cloud", "awesome", "A", "1"], "provided")
    assert found(app) == ["service-by-provider/cloud"]


def test_a_tool_that_prints_help_at_a_terminal_may_be_left_out() -> None:
    """`docker compose run` tools are a question, and both answers work."""
    cli = service("cli", tty=said(True), stdin=said(True), command=words("help"))
    kept = leave_out_services(application(cli))
    assert ([workload.key.value for workload in kept.workloads], asked(kept)) == (
        ["cli"],
        ["deploy-tool/cli"],
    )
    assert kept.drops == ()
    app = leave_out_services(application(cli, answers={"deploy-tool/cli": "leave-out"}))
    assert app.workloads == ()
    assert dropped(app)["help"] == "run-by-hand"


def test_a_terminal_alone_or_help_alone_is_no_evidence() -> None:
    """Both have to come together."""
    app = application(
        service("a", tty=said(True), stdin=said(True), command=words("serve")),
        service("b", command=words("--help")),
    )
    assert leave_out_services(app) is app
