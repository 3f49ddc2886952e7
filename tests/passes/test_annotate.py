"""Labels as annotations, service links, commands and dollar signs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pass_migrate.errors import MigrateError
from pass_migrate.model import Hook, InitStep, Lifecycle, Workload
from pass_migrate.passes.annotate import annotate
from pass_migrate.passes.disable_service_links import disable_service_links
from pass_migrate.passes.keep_dollar_signs import keep_dollar_signs
from pass_migrate.passes.probe_health import probe_health
from pass_migrate.passes.spell_out_command import spell_out_command
from tests.passes.building import after, application, asked, dropped, found, said, service, shell_check, words


def pairs(**given: str) -> tuple[tuple[object, object], ...]:
    """Labels; `__` in a name stands for a dot."""
    return tuple((said(name.replace("__", ".")), said(value)) for name, value in sorted(given.items()))


def test_labels_and_annotations_annotate_the_pod_and_deploy_labels_the_controller() -> None:
    """Each goes where it was, sorted by name."""
    web = after(
        annotate(
            application(
                service(
                    "web",
                    labels=pairs(b="2"),
                    annotations=pairs(a="1"),
                    deploy_labels=pairs(c="3"),
                )
            )
        ),
        "web",
    )
    assert [(name.value, value.value) for name, value in web.pod_annotations] == [("a", "1"), ("b", "2")]
    assert [(name.value, value.value) for name, value in web.object_annotations] == [("c", "3")]


@pytest.mark.parametrize("name", ["a b", "-a", "a/b/c", "x" * 64, "Ünïcode", "a_/b", ""])
def test_names_that_kubernetes_refuses_end(name: str) -> None:
    """Name and value are dropped together."""
    app = annotate(application(service("web", labels=((said(name, "name"), said("v", "value")),))))
    assert after(app, "web").pod_annotations == ()
    assert dropped(app) == dict.fromkeys(["name", "value"], "annotation-name")


def test_an_annotation_wins_over_a_label_of_its_name() -> None:
    """The pod can have it only once."""
    app = annotate(application(service("web", labels=pairs(a="label"), annotations=pairs(a="annotation"))))
    assert [value.value for _, value in after(app, "web").pod_annotations] == ["annotation"]
    assert set(dropped(app).values()) == {"annotation-wins"}


def test_labels_that_programs_acted_on_are_reported_once_for_each_program() -> None:
    """Traefik and Watchtower see nothing in the cluster."""
    labels = pairs(
        traefik__enable="true",
        traefik__http__routers__w__rule="Host(`x`)",
        com__centurylinklabs__watchtower__enable="true",
        own="1",
    )
    app = annotate(application(service("web", labels=labels)))
    assert found(app) == ["docker-only-labels/web"] * 2
    assert ["Watchtower" in app.findings[0].message, "Traefik" in app.findings[1].message] == [True, True]


def test_credentials_in_labels_do_not_become_annotations() -> None:
    """Annotations are open to all who may look at pods."""
    labels = pairs(traefik__http__middlewares__a__basicauth__users="admin:hash")
    app = annotate(application(service("web", labels=labels)))
    assert after(app, "web").pod_annotations == ()
    assert set(dropped(app).values()) == {"label-credential"}


def test_too_much_ends_at_256_kib() -> None:
    """What does not fit into the object's annotations is dropped."""
    app = annotate(application(service("web", labels=((said("big", "name"), said("x" * 300_000, "value")),))))
    assert dropped(app) == dict.fromkeys(["name", "value"], "annotations-too-large")


def test_no_service_variables_are_injected() -> None:
    """T20: a Service called pass-ui would set PASS_UI_PORT, which the image reads."""
    links = after(disable_service_links(application(service("pass-ui"))), "pass-ui").service_links
    assert links is not None
    assert links.value is False


def test_a_command_without_entry_point_is_all_that_runs() -> None:
    """With the entry point cleared Kubernetes needs the command as `command`."""
    cleared = said(True, "cleared")
    web = after(
        spell_out_command(
            application(service("web", entrypoint=(), entrypoint_cleared=cleared, command=words("run", "-x")))
        ),
        "web",
    )
    assert web.entrypoint is not None
    assert [word.value for word in web.entrypoint] == ["run", "-x"]
    assert all(cleared.leaves[0] in word.leaves for word in web.entrypoint)
    assert web.command is None


def test_a_cleared_command_behind_an_entry_point_has_no_effect() -> None:
    """An entry point drops the image's command on both sides."""
    app = spell_out_command(
        application(
            service("web", entrypoint=words("run"), command=(), command_cleared=said(True, "cleared"))
        )
    )
    assert after(app, "web").command is None
    assert dropped(app) == {"cleared": "command-cleared"}


@pytest.mark.parametrize("fields", [{"entrypoint": ()}, {"command": ()}, {"entrypoint": (), "command": ()}])
def test_what_only_the_image_knows_is_asked_for(fields: dict[str, Any]) -> None:
    """A cleared part leaves a command that stands in the image: a question, whose answer is run."""
    app = spell_out_command(application(service("web", **fields)))
    assert asked(app) == ["image-command/web"]
    assert (after(app, "web").entrypoint, after(app, "web").command) == (None, None)
    answered = spell_out_command(
        application(service("web", **fields), answers={"image-command/web": "run 'a b'"})
    )
    assert [word.value for word in after(answered, "web").entrypoint or ()] == ["run", "a b"]
    with pytest.raises(MigrateError, match="image-command/web"):
        spell_out_command(application(service("web", **fields), answers={"image-command/web": "run 'a"}))


def as_kubelet(text: str) -> str:
    """The text after the kubelet's expansion, in a container without variables of the names that occur.

    `$$` is one dollar, `$(NAME)` without such a variable stays, any other dollar stays.
    """
    return re.sub(r"\$\$|\$\([^)]*\)|\$", lambda match: "$" if match[0] == "$$" else match[0], text)


def escaped(*texts: str) -> list[str]:
    """Words of a command after the pass."""
    web = after(keep_dollar_signs(application(service("web", command=words(*texts)))), "web")
    return [word.value for word in web.command or ()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("echo $HOME", "echo $HOME"),
        ("echo ${V:-x}", "echo ${V:-x}"),
        ("echo $(date)", "echo $$(date)"),
        ("kill $$", "kill $$$"),
        ("$$(x)", "$$$$(x)"),
        ("a$", "a$"),
        ("{baseUrl}%{http_code}", "{baseUrl}%{http_code}"),
    ],
)
def test_only_what_kubernetes_would_expand_is_doubled(text: str, expected: str) -> None:
    """T7: `$(` and `$$` are escaped, and nothing else is touched."""
    assert escaped(text) == [expected]


@given(st.text(alphabet="$()ab ", max_size=12))
def test_every_text_survives_the_kubelet(text: str) -> None:
    """What the container gets is what the source says."""
    [word] = escaped(text)
    expanded = as_kubelet(word)
    assert expanded == text


def everything(text: str) -> Workload:
    """A workload with `text` in every command that it has."""
    step = InitStep(name=said("step"), image=said("busybox"), command=words("sh", "-c", text))
    life = Lifecycle(post_start=(Hook(command=words("sh", "-c", text)),))
    return service(
        "web",
        entrypoint=words(text),
        command=words(text),
        init=(step,),
        lifecycle=life,
        health=shell_check(text),
    )


def test_probes_and_init_containers_are_escaped_and_hooks_are_not() -> None:
    """The kubelet expands all commands but those of hooks."""
    app = keep_dollar_signs(probe_health(application(everything("echo $(date)"))))
    web = after(app, "web")
    assert web.entrypoint is not None
    assert web.readiness is not None
    texts = [
        web.entrypoint[0],
        web.readiness.command[-1],
        web.init[0].command[-1],
        web.lifecycle.post_start[0].command[-1],
    ]
    assert [text.value for text in texts] == ["echo $$(date)"] * 3 + ["echo $(date)"]


def test_escaping_twice_is_escaping_once_and_keeps_other_reasons() -> None:
    """The reason of the probe stays, with that of the doubling behind it."""
    app = keep_dollar_signs(probe_health(application(everything("curl http://web/ $(date) $$"))))
    assert keep_dollar_signs(app).workloads == app.workloads
    probe = after(app, "web").readiness
    assert probe is not None
    assert probe.command[-1].rule is not None
    assert probe.command[-1].rule.id == "own-name-is-localhost"
    assert "doubled" in probe.command[-1].rule.why


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dsn", "postgres://alice:hare@db/x"),
        ("secret.token", "hare"),
        ("example.com/db-password", "hare"),
    ],
)
def test_credentials_among_labels_are_left_out_and_told(name: str, value: str) -> None:
    """By the shape of the value or by the last part of the name."""
    app = annotate(application(service("web", labels=((said(name, "name"), said(value, "value")),))))
    assert after(app, "web").pod_annotations == ()
    assert dropped(app) == {"name": "label-credential", "value": "label-credential"}
    assert found(app) == ["secret-in-label/web"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("check.token-auth.address", "http://auth:8080"),
        ("dsn", "postgres://db/x"),
        ("uses.password", "true"),
        ("app.password", ""),
        ("sort.key", "created_at"),
    ],
)
def test_labels_that_only_speak_of_secrets_stay(name: str, value: str) -> None:
    """A part in the middle of a name, a switch and an empty value are no credential."""
    app = annotate(application(service("web", labels=((said(name), said(value)),))))
    assert [key.value for key, _ in after(app, "web").pod_annotations] == [name]
