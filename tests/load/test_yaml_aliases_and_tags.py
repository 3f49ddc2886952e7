"""Aliases share their leaves, and tags mean what they mean to Docker Compose."""

from typing import Any

import pytest

from pass_migrate.load.tree import Map, plain
from tests.load.yaml_texts import problems, read, value


class TestAliases:
    """Anchors, aliases and merge keys."""

    def test_an_alias_has_the_leaves_of_its_anchor(self) -> None:
        """What is behind an alias is one leaf; its keys are names where they are used."""
        document, journal = read("""\
            x-env: &env {A: 1}
            services:
              a: {environment: *env}
              b: {environment: *env}
            """)
        assert plain(document)["services"] == {"a": {"environment": {"A": 1}}, "b": {"environment": {"A": 1}}}
        assert [leaf.path for leaf in journal.leaves] == [
            "x-env#name",
            "x-env.A",
            "services.a#name",
            "x-env.A#name",
            "services.b#name",
        ]

    def test_changing_one_use_of_an_alias_does_not_change_another(self) -> None:
        """Containers are copied for each use of an alias."""
        document, _ = read("x-a: &a {b: [1]}\nx-c: *a")
        assert isinstance(document, Map)
        copy = document.items["x-c"]
        assert isinstance(copy, Map)
        copy.drop("b")
        assert plain(document) == {"x-a": {"b": [1]}, "x-c": {}}

    def test_an_anchor_may_be_defined_again(self) -> None:
        """An anchor that is defined twice means the last definition above the alias."""
        assert value("x-a: &a 1\nx-b: *a\nx-c: &a 2\nx-d: *a") == {"x-a": 1, "x-b": 1, "x-c": 2, "x-d": 2}

    @pytest.mark.parametrize(
        ("merge", "merged"),
        [
            ("<<: *p", {"k": 0, "a": 1, "b": 2}),
            ("<<: [*p, *q]", {"k": 0, "a": 1, "b": 2, "c": 4}),
            ("<<: [*q, *p]", {"k": 0, "a": 1, "b": 3, "c": 4}),
            ("<<: *s", {"k": 0, "a": 1, "b": 2, "c": 4}),
            ("<<: {k: 9, z: 1}", {"k": 0, "z": 1}),
            ("'<<': *p", {"k": 0, "<<": {"a": 1, "b": 2}}),
        ],
    )
    @pytest.mark.parametrize("order", [1, -1])
    def test_explicit_keys_win_over_merged_ones_and_earlier_mappings_over_later(
        self, merge: str, merged: dict[str, Any], order: int
    ) -> None:
        """Explicit keys win over a merge key wherever it stands; of several mappings the first wins."""
        entries = ", ".join(["k: 0", merge][::order])
        text = "x-p: &p {a: 1, b: 2}\nx-q: &q {b: 3, c: 4}\nx-s: &s [*p, *q]\nx-t: {" + entries + "}"
        assert value(text)["x-t"] == merged

    def test_a_merged_value_that_is_replaced_lost_to_its_replacement(self) -> None:
        """A value that loses against an explicit key is overridden, and so is the name over it."""
        _, journal = read("""\
            x-env: &env
              A: 1
            services:
              a:
                environment:
                  <<: *env
                  A: 2
            """)
        assert {(loser.path, winner.path) for loser, winner in journal.overridden.items()} == {
            ("x-env.A", "services.a.environment.A"),
            ("x-env.A#name", "services.a.environment.A#name"),
        }

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("a: *x", "1:4: unknown anchor 'x'"),
            ("a: &x 1\n---\nb: *x", "3:4: unknown anchor 'x'"),
            ("a: &x [*x]", "1:8: this alias contains itself"),
            ("a: &x {b: {c: *x}}", "1:15: this alias contains itself"),
            ("a: &x {<<: *x}", "1:12: this alias contains itself"),
            ("a: {<<: 1}", "1:9: `<<` needs a mapping, or a list of mappings"),
            ("a: {<<: [{}, []]}", "1:9: `<<` needs a mapping, or a list of mappings"),
        ],
    )
    def test_bad_aliases_are_placed(self, text: str, problem: str) -> None:
        """An unknown anchor, a cycle and a merge key without a mapping are errors at the alias."""
        assert problem in problems(text)

    def test_an_alias_bomb_is_an_error_soon(self) -> None:
        """Aliases that multiply to a billion nodes are refused, not expanded."""
        layers = ["x-a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        layers += [f"x-a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
        (problem,) = problems("\n".join(layers))
        assert "aliases expand to more than 100,000 nodes" in problem

    def test_many_honest_aliases_are_no_bomb(self) -> None:
        """A large file in which every service uses the same anchor is read."""
        services = "".join(f"  s{n}: {{<<: *base, container_name: some-name-{n}}}\n" for n in range(4000))
        base = "{a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: [1, 2, 3], j: {k: 1}}"
        document, _ = read(f"x-base: &base {base}\nservices:\n{services}")
        assert plain(document)["services"]["s3999"]["i"] == [1, 2, 3]


class TestTags:
    """`!reset`, `!override` and the tags of YAML."""

    def test_tags_are_kept_by_key(self) -> None:
        """`!reset` and `!override` stand in the tags of the mapping; the value behind the tag is a string."""
        document, _ = read("services: {a: {user: !reset null, cpus: !override 0.5, ports: !override [1]}}")
        assert isinstance(document, Map)
        service = document.items["services"].items["a"]  # type: ignore[union-attr, call-overload]
        assert isinstance(service, Map)
        assert service.tags == {"user": "!reset", "cpus": "!override", "ports": "!override"}
        assert plain(service) == {"user": "null", "cpus": "0.5", "ports": [1]}

    def test_in_a_sequence_a_reset_removes_the_item_alone(self) -> None:
        """A reset item of a list, or key below one, is gone from this file and reaches no other."""
        document, journal = read(
            "services: {a: {ports: [!reset 80, 90], volumes: [{type: bind, source: !reset x}]}}"
        )
        assert plain(document) == {"services": {"a": {"ports": [90], "volumes": [{"type": "bind"}]}}}
        gone = {"services.a.ports[0]", "services.a.volumes[0].source", "services.a.volumes[0].source#name"}
        assert {leaf.path for leaf in journal.void} == gone

    def test_a_merged_reset_resets_the_model_below_the_explicit_value(self) -> None:
        """Where a base resets a key that is set explicitly, the explicit value stands; so too reversed."""
        document, _ = read("x-a: &a {u: !reset null, v: 1}\nx-b: {<<: *a, u: 2, v: !reset null}")
        assert isinstance(document, Map)
        merged = document.items["x-b"]
        assert isinstance(merged, Map)
        assert plain(merged) == {"u": 2, "v": 1}
        assert merged.tags == {"u": "!override", "v": "!override"}

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("!!str 1", "1"),
            ("!!int '1'", 1),
            ("!!float 1", 1.0),
            ("!!binary aGk=", "hi"),
            ("!foo 12", "12"),
            ("! 12", 12),
            ("! '12'", "12"),
            ("!foo [1]", [1]),
        ],
    )
    def test_tagged_scalars(self, text: str, expected: object) -> None:
        """Tags of YAML are obeyed; a scalar with an unknown tag is its text."""
        found = value(f"x-a: {text}")["x-a"]
        assert (found, type(found)) == (expected, type(expected))

    @pytest.mark.parametrize(
        "text", ["!!int x", "!!bool yes", "!!null 1", "!!int 1.5", "!!binary a", "!!binary /w=="]
    )
    def test_a_tag_that_does_not_fit_is_an_error(self, text: str) -> None:
        """A value that is not what its tag says is an error at the value."""
        (problem,) = problems(f"x-a: {text}")
        assert problem.startswith(f"1:{len(text.partition(' ')[0]) + 7}: this ")
