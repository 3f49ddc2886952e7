"""Compose projects made by chance, for laws that hold of all projects and for comparing with Docker Compose.

Small pools of names make services, files and resources meet: overrides hit what they override, references
lead somewhere more often than not, and now and then something is wrong.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.load.compose.cases import Case
from tests.load.compose.generate_attributes import (
    ATTRIBUTES,
    SERVICES,
    flag,
    one,
    pairs,
    part,
    paths,
    some,
    word,
)


@dataclass(frozen=True)
class Tagged:
    """A value with a local tag."""

    tag: str
    value: Any


def text(value: Any) -> str:
    """The value in YAML's flow style."""
    match value:
        case Tagged():
            return f"{value.tag} {text(value.value)}"
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)}: {text(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(text(item) for item in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


COMMON = tuple(name for name in ATTRIBUTES if name != "nonsense")
EXTENDS = one(
    "a",
    "b",
    {"service": "a"},
    {"service": "a", "file": "sub/other.yaml"},
    {"service": "b", "file": "sub/other.yaml"},
    rare=({"service": "no"}, "c"),
)


@st.composite
def services(
    draw: st.DrawFn, *, full: bool, tags: bool = False, of: tuple[str, ...] = SERVICES
) -> dict[str, Any]:
    """Some services; `full` ones have an image."""
    out: dict[str, Any] = {}
    names = (
        SERVICES[: draw(st.integers(1, 4))]
        if full
        else draw(st.lists(st.sampled_from(of), unique=True, min_size=1, max_size=2))
    )
    for name in names:
        service: dict[str, Any] = {"image": draw(ATTRIBUTES["image"])} if full else {}
        for attribute in draw(st.lists(st.sampled_from(COMMON), unique=True, max_size=5)):
            if (
                name in {"a", "b"}
                and attribute in {"depends_on", "links", "volumes_from"}
                and draw(st.integers(0, 29)) != 17
            ):
                continue
            value = draw(ATTRIBUTES[attribute])
            if tags and draw(st.integers(0, 29)) == 17:
                value = Tagged(draw(st.sampled_from(("!reset", "!override"))), value)
            if not full and draw(st.integers(0, 29)) == 17:
                value = None
            service[attribute] = value
        if draw(st.integers(0, 199)) == 57:
            service["nonsense"] = "x"
        if name not in {"a", "b"} and draw(st.integers(0, 14)) in {5, 6, 7}:
            service["extends"] = draw(EXTENDS)
        out[name] = service
    return out


network = one(
    None,
    {},
    part(
        driver=word,
        external=one(False),
        name=word,
        labels=pairs,
        internal=flag,
        enable_ipv6=flag,
        driver_opts=part(o=word),
        ipam=part(driver=word, config=some(part(subnet=one("10.0.0.0/8", "11.0.0.0/8"), gateway=word), 2)),
    ),
)
storage = one(
    None,
    {},
    part(
        driver=one("local", "d"),
        external=one(False),
        name=word,
        labels=one({"A": "1"}, {}, rare=(["A=1"],)),
        driver_opts=part(o=one("bind"), device=paths),
    ),
)
content = one(
    {"file": "./f"},
    {"file": "~/f", "name": "k"},
    rare=(
        {"environment": "V"},
        {"environment": "U"},
        {"external": True},
        {"external": {"name": "e"}},
        {"file": "a", "environment": "b"},
        {"name": "n"},
        {"driver": "d"},
    ),
)


@st.composite
def document(
    draw: st.DrawFn, *, full: bool, tags: bool = False, of: tuple[str, ...] = SERVICES
) -> dict[str, Any]:
    """One document of a Compose file, with or over services `of` these names."""
    out: dict[str, Any] = {"services": draw(services(full=full, tags=tags, of=of))}
    sections: dict[str, tuple[tuple[str, ...], SearchStrategy[Any]]] = {
        "networks": (("n", "m", "default"), network),
        "volumes": (("vol", "other"), storage),
        "secrets": (("s", "t"), content),
        "configs": (("s", "t"), content),
        "models": (
            ("mm",),
            st.fixed_dictionaries({"model": one("ai/m", "${V}")}, optional={"context_size": one(5)}),
        ),
    }
    for section, (names, value) in sections.items():
        chosen = (
            names[:2]
            if full and draw(st.integers(0, 29)) != 17
            else draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
        )
        if chosen:
            out[section] = {name: draw(value) for name in chosen}
    if draw(st.integers(0, 29)) == 17:
        out["x-top"] = draw(word)
    if draw(st.integers(0, 29)) == 17:
        out["name"] = draw(one("named", "na-${V}", ""))
    return out


FIXED = {
    "a.env": "A=a\nE=${A}${V}\nB: 'x'\n",
    "b.env": "A=b\nF=${E:-none}\nV\n",
    "l.label": "A=l\nl=1\n",
    ".env": "V=dot\nN=3\nT=true\nS=1m\nD=5s\nP=8080\n",
}


@st.composite
def projects(draw: st.DrawFn) -> Case:
    """A project of one to three files, with env files beside it and at times one to extend or to include."""
    files = dict(FIXED)
    first = draw(document(full=True))
    if draw(st.integers(0, 14)) in {5, 6, 7}:
        first["include"] = [
            draw(one("inc/i.yaml", {"path": "inc/i.yaml"}, {"path": ["inc/i.yaml"], "env_file": "a.env"}))
        ]
        inside = {f"i{name}": body for name, body in draw(services(full=True)).items()}
        shared = {
            section: first[section]
            for section in ("networks", "models")
            if "ipam" not in text(first.get(section, "ipam"))
        }
        files["inc/i.yaml"] = text({**shared, "services": inside})
        files["inc/.env"] = "V=inc\nU=inc\n"
        files |= {f"inc/{name}": FIXED[name] for name in ("a.env", "b.env", "l.label")}
        files["inc/sub/other.yaml"] = text(draw(document(full=True)))
    files["sub/other.yaml"] = text(draw(document(full=True)))
    files |= {f"sub/{name}": FIXED[name] for name in ("a.env", "b.env", "l.label")}
    files["compose.yaml"] = text(first)
    names = ["compose.yaml"]
    for number in range(draw(st.integers(0, 2))):
        name = f"o{number}.yaml"
        files[name] = text(draw(document(full=False, tags=True, of=tuple(first["services"]))))
        names.append(name)
    load: dict[str, Any] = {"files": names}
    if draw(st.booleans()):
        load["profiles"] = draw(st.lists(st.sampled_from(("p", "q")), unique=True, max_size=2))
    return Case("generated", "a project made by chance", files, load)
