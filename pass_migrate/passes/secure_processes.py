"""A process has the user, the groups and the capabilities that the source gives it, neither more nor less."""

from __future__ import annotations

from pass_migrate.facts import Fact, Fate, Rule, because
from pass_migrate.knowledge import Image, image_of
from pass_migrate.model import Alternative, App, Finding, Notes, Security, Severity, Workload
from pass_migrate.passes.answers import refused
from pass_migrate.passes.transform import transform
from pass_migrate.records import replace

USER_GIVEN = Rule("user-as-given", Fate.CARRIED, "The process runs as this user.")
USER_KNOWN = Rule(
    "user-of-image", Fate.CARRIED, "Kubernetes needs numbers: this is who the name stands for in the image."
)
USER_UNKNOWN = Rule(
    "user-unknown",
    Fate.DECIDED,
    "Kubernetes needs numbers, and who the name stands for is only known in the image.",
)
NO_USER = Rule("no-user", Fate.CARRIED, "An empty user leaves the image's own.")
GROUP_KNOWN = Rule(
    "group-of-image", Fate.CARRIED, "Kubernetes needs numbers: this is the group of that name in the image."
)
GROUP_UNKNOWN = Rule(
    "group-unknown",
    Fate.DECIDED,
    "Kubernetes needs numbers, and which group the name stands for is only known in the image.",
)
POD_GROUPS = Rule("pod-groups", Fate.CARRIED, "Further groups are given to all containers of the pod.")
CAPABILITY = Rule("capability", Fate.CARRIED, "Kubernetes writes capabilities without `CAP_`.")

LARGEST_ID = 2**31 - 1


@transform(
    reads=["workloads.security", "workloads.image"],
    writes=["workloads.security"],
    rules=[USER_GIVEN, USER_KNOWN, USER_UNKNOWN, NO_USER, GROUP_KNOWN, GROUP_UNKNOWN, POD_GROUPS, CAPABILITY],
)
def secure_processes(app: App) -> App:
    """Users, groups and capabilities as given: nothing is hardened that could break an image.

    Sources: Compose specification (`user`, `group_add`, `cap_add`), Kubernetes documentation (Security
    Context).
    """
    return app.each(_secured)


def _secured(workload: Workload, notes: Notes) -> Workload:
    security = workload.security
    image = image_of(workload.image.value) if workload.image is not None else None
    security = replace(
        security,
        cap_add=tuple(_capability(name) for name in security.cap_add),
        cap_drop=tuple(_capability(name) for name in security.cap_drop),
    )
    if security.user is not None:
        security = _with_user(workload, security, security.user, image, notes)
    if security.group_add:
        security = _with_groups(workload, security, image, notes)
    if security.privileged is not None and security.privileged.value:
        _report_privileged(workload, security.privileged, notes)
    return workload if security == workload.security else replace(workload, security=security)


def _capability(name: Fact[str]) -> Fact[str]:
    plain = name.value.upper().removeprefix("CAP_")
    return name if plain == name.value else because(plain, name, rule=CAPABILITY)


def _with_user(
    workload: Workload, security: Security, given: Fact[str], image: Image | None, notes: Notes
) -> Security:
    """`runAsUser` and `runAsGroup`, from numbers, from what is known of the image, or from an answer."""
    name, colon, group = given.value.partition(":")
    if not name and not group:
        notes.drop(NO_USER, given)
        return security
    uid, own_group = _user(name, image)
    gid = _group(group, image) if colon and group else own_group
    # Container runtimes refuse a group without a user.
    unknown = uid is None or (colon and group and gid is None)
    if not unknown:
        known = _known_by(workload, name)
        rule = USER_GIVEN if name.isdigit() else USER_KNOWN
        group_rule = USER_GIVEN if group.isdigit() else GROUP_KNOWN
        group_known = _known_by(workload, group or name)
        return replace(
            security,
            run_as_user=None if uid is None else because(uid, given, *known, rule=rule),
            run_as_group=None if gid is None else because(gid, given, *group_known, rule=group_rule),
        )
    key = workload.key.value
    decision = f"user/{key}"
    answer = notes.ask(
        decision,
        subject=key,
        question=f"Which numbers has the user `{given.value}` in the image of `{key}`?",
        default="image",
        consequence="The process runs as the user that the image names itself, which may be another one, "
        "or root.",
        alternatives=[
            Alternative(answer="<uid>", consequence="The process runs as this user."),
            Alternative(answer="<uid:gid>", consequence="The process runs as this user, in this group."),
        ],
        rule=USER_UNKNOWN,
        rests_on=[given],
    )
    if answer.value == "image":
        notes.drop(USER_UNKNOWN, given)
        return security
    number, _, group_number = answer.value.partition(":")
    if not _is_id(number) or (group_number and not _is_id(group_number)):
        raise refused(
            answer, decision, "Answer `image`, a user id like `1000`, or user and group like `1000:1000`."
        )
    return replace(
        security,
        run_as_user=answer.map(lambda _: int(number)),
        run_as_group=answer.map(lambda _: int(group_number)) if group_number else None,
    )


def _known_by(workload: Workload, name: str) -> list[Fact[str]]:
    """What a name's number rests on beside the name: the image, unless every image agrees."""
    return [] if name.isdigit() or name == "root" or workload.image is None else [workload.image]


def _is_id(text: str) -> bool:
    return text.isdigit() and int(text) <= LARGEST_ID


def _user(name: str, image: Image | None) -> tuple[int | None, int | None]:
    """Numbers of a user, and of its own group where that is known."""
    if name.isdigit():
        return int(name), None
    if name == "root":
        return 0, 0
    known = {user: (uid, gid) for user, uid, gid in image.users} if image is not None else {}
    return known.get(name, (None, None))


def _group(name: str, image: Image | None) -> int | None:
    """Number of a group: groups are mostly called like their user."""
    if name.isdigit():
        return int(name)
    return _user(name, image)[1]


def _with_groups(workload: Workload, security: Security, image: Image | None, notes: Notes) -> Security:
    known = {fact.value for fact in security.supplemental_groups}
    groups = list(security.supplemental_groups)
    for name in security.group_add:
        found = _group_number(workload, name, image, notes)
        if found is not None and found.value not in known:
            known.add(found.value)
            groups.append(found)
    return replace(security, supplemental_groups=tuple(groups))


def _group_number(workload: Workload, name: Fact[str], image: Image | None, notes: Notes) -> Fact[int] | None:
    gid = _group(name.value, image)
    if gid is not None:
        rule = POD_GROUPS if name.value.isdigit() else GROUP_KNOWN
        return because(gid, name, *_known_by(workload, name.value), rule=rule)
    key = workload.key.value
    decision = f"group-{name.value}/{key}"
    answer = notes.ask(
        decision,
        subject=key,
        question=f"Which number has the group `{name.value}` in the image of `{key}`?",
        default="none",
        consequence="The process is not in this group.",
        alternatives=[Alternative(answer="<gid>", consequence="The process is in the group of this number.")],
        rule=GROUP_UNKNOWN,
        rests_on=[name],
    )
    if answer.value == "none":
        notes.drop(GROUP_UNKNOWN, name)
        return None
    if not _is_id(answer.value):
        raise refused(answer, decision, "Answer `none` or a group id like `999`.")
    return answer.map(int)


def _report_privileged(workload: Workload, given: Fact[bool], notes: Notes) -> None:
    notes.find(
        Finding(
            id="privileged-container",
            severity=Severity.WARNING,
            subject=workload.key.value,
            leaves=given.leaves,
            message=f"`{workload.key.value}` runs privileged, as it does under Docker: it has all rights "
            "on its "
            "node.",
            remedy="Give it the capabilities or devices that it needs instead; else the namespace has to "
            "allow "
            "privileged pods (Pod Security level `privileged`).",
        )
    )
