"""Traps of processes, health checks and rights."""

from tests.traps.stack import container, findings, objects, pod, stack, workload


def test_t09_pid_1_is_a_shell() -> None:
    """A shell that swallows the stop signal is reported; the container gets as long as under Docker."""
    full = stack("full")
    assert {finding.subject for finding in findings(full, "shell-is-first-process")} >= {
        "pass-core",
        "deposit-services",
        "idp",
    }
    assert pod(full, "pass-core")["terminationGracePeriodSeconds"] == 10


def test_t10_a_probe_does_not_ask_its_own_service() -> None:
    """A container that asks for its own name would wait for itself: the probe asks localhost."""
    probe = container(stack("local"), "pass-core")["readinessProbe"]["exec"]["command"]
    assert "http://localhost:8080/data/user" in probe[-1]
    assert "pass-core" not in probe[-1]


def test_t11_a_health_check_that_writes() -> None:
    """A check that sets the directory up is run, reported, and never restarts anything."""
    ldap = container(stack("local"), "ldap")
    assert "ldapadd" in ldap["readinessProbe"]["exec"]["command"][-1]
    assert "livenessProbe" not in ldap
    assert [finding.subject for finding in findings(stack("local"), "mutating-health-check")] == ["ldap"]


def test_t12_every_number_of_a_probe_is_said() -> None:
    """Docker's defaults are written out; the start period is a budget of the startup probe, no delay."""
    core = container(stack("local"), "pass-core")
    assert core["readinessProbe"]["periodSeconds"] == 5
    assert core["readinessProbe"]["timeoutSeconds"] == 30
    assert core["readinessProbe"]["failureThreshold"] == 3
    startup = core["startupProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] >= 60
    assert "initialDelaySeconds" not in str(core)
    assert "httpGet" not in core["readinessProbe"]
    idp = container(stack("local"), "idp")
    assert (idp["readinessProbe"]["timeoutSeconds"], idp["readinessProbe"]["failureThreshold"]) == (5, 3)


def test_t24_a_migration_has_time_and_no_company() -> None:
    """Liquibase may take long and must not be killed: a long startup, one replica, a word about the lock."""
    core = container(stack("local"), "pass-core")["startupProbe"]
    assert core["periodSeconds"] * core["failureThreshold"] >= 600
    assert workload(stack("local"), "pass-core").body["spec"]["replicas"] == 1
    assert [finding.subject for finding in findings(stack("local"), "schema-migration-at-start")] == [
        "pass-core"
    ]


def test_t26_deposit_services_runs_once() -> None:
    """Two of a program with schedules do everything twice: the old one ends before the new one starts."""
    spec = workload(stack("full"), "deposit-services").body["spec"]
    assert spec["replicas"] == 1
    assert spec["strategy"] == {"type": "Recreate"}


def test_t28_an_empty_user_token_key() -> None:
    """An empty key is carried and reported: PASS makes up another one at every start."""
    (finding,) = [each for each in findings(stack("local"), "empty-variable") if "USERTOKEN" in each.subject]
    assert finding.subject == "pass-core.PASS_CORE_USERTOKEN_KEY"
    assert [leaf.file for leaf in finding.leaves] == [".eclipse-pass.local_env"]


def test_t30_users_are_numbers_and_root_is_not_taken_for_granted() -> None:
    """No named user is called non-root; root without need is reported; SELinux labels are dropped."""
    local = stack("local")
    for manifest in local.manifests:
        assert "runAsNonRoot" not in str(manifest.body) or "'runAsUser'" in str(manifest.body)
    assert container(local, "pass-ui")["securityContext"]["runAsUser"] == 0
    assert [finding.subject for finding in findings(local, "root-not-needed")] == ["pass-ui"]
    relabelled = [row for row in local.ledger if row.leaf.path.endswith("#selinux")]
    assert {row.fate.value for row in relabelled} == {"irrelevant"}
    assert {row.leaf.path for row in relabelled} >= {"services.ldap.volumes[0]#selinux"}
    (label,) = [row for row in local.ledger if row.leaf.path == "services.cert-gen-idp.security_opt[0]"]
    assert not [reached for reached in label.reached if "seLinux" in reached.text]


def test_t35_images_that_move() -> None:
    """A snapshot and an image without a tag are reported; a release is not."""
    subjects = {finding.subject for finding in findings(stack("full"), "moving-image-tag")}
    assert subjects >= {"pass-core", "pass-ui", "deposit-services", "pmc-sftp-server"}
    assert not subjects & {"postgres", "idp", "loader", "localstack"}


def test_t36_a_variable_that_is_missing() -> None:
    """What the image needs since its last release and nobody sets is an error before the first start."""
    found = findings(stack("full"), "missing-variable")
    assert [finding.subject for finding in found] == ["deposit-services.DSPACE_USER_AGENT"]
    assert found[0].severity.value == "error"
    assert "Deployment/deposit-services" in objects(stack("full"))
