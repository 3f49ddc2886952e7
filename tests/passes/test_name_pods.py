"""Host names of pods."""

from __future__ import annotations

import pytest

from pass_migrate.passes.name_pods import name_pods
from tests.passes.building import after, application, dropped, said, service


@pytest.mark.parametrize(
    ("written", "seen", "rule"),
    [
        ("node-1", "node-1", None),
        ("1st", "1st", None),
        ("mail.example.org", "mail", "host-name-first-label"),
        ("My_Host", "my-host", "host-name-fitted"),
        ("My_Host.example.org", "my-host", "host-name-fitted"),
    ],
)
def test_a_host_name_is_one_label(written: str, seen: str, rule: str | None) -> None:
    """What fits stays as it is; what does not is made to."""
    name = after(name_pods(application(service("a", hostname=said(written)))), "a").pod_hostname
    assert name is not None
    assert name.value == seen
    assert (name.rule.id if name.rule is not None else None) == rule


def test_no_host_name_no_decision() -> None:
    """The pod is called as Kubernetes calls it."""
    assert after(name_pods(application(service("a"))), "a").pod_hostname is None


def test_names_that_cannot_be_chosen_end_with_a_reason() -> None:
    """In another's pod, on the node's network, and domains."""
    joined = service("a", hostname=said("x", "joined"), pod_of=said("c"))
    agent = service("b", hostname=said("y", "node"), host_network=said(True))
    app = name_pods(application(joined, agent, service("c", domainname=said("example.org", "domain"))))
    assert dropped(app) == {"joined": "host-name-of-pod", "node": "host-name-of-node", "domain": "no-domain"}
    assert all(workload.pod_hostname is None for workload in app.workloads)
