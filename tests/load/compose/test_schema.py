"""The JSON Schema of Compose that ships with the program."""

from __future__ import annotations

import csv
import json
import re
from typing import Any

import jsonschema_rs
import pytest

from pass_migrate.load.compose.schema import schema_file
from tests.corpus import SHARED

FATES = SHARED / "knowledge" / "compose-fates.tsv"


def schema() -> dict[str, Any]:
    """The schema as data."""
    found: dict[str, Any] = json.loads(schema_file("compose.json").read_text(encoding="utf-8"))
    return found


def test_the_schema_is_a_schema() -> None:
    """The file is valid JSON Schema of the draft that it names."""
    assert schema()["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema_rs.meta.validate(schema())


def test_no_keyword_chooses_between_alternatives() -> None:
    """The schema has no oneOf and anyOf, so that every error has one cause and one place."""
    text = schema_file("compose.json").read_text(encoding="utf-8")
    assert not re.search(r'"(oneOf|anyOf|allOf|not|if)"', text)


def test_every_attribute_of_a_service_says_what_it_is() -> None:
    """Each attribute of a service has a description, for editors that show it."""
    definitions = schema()["definitions"]
    silent = [
        name
        for name, value in definitions["service"]["properties"].items()
        if "description" not in value
        and "description" not in definitions.get(value.get("$ref", "").rpartition("/")[2], {})
    ]
    assert silent == []


def known(path: str) -> bool:
    """Whether the schema has the attribute at a path such as `services.*.ports[].target`."""
    place: Any = schema()
    for step in re.findall(r"\[\]|[^.\[\]]+", path):
        place = _resolved(place)
        if step == "[]":
            place = place.get("items")
        elif step == "*":
            patterns = {
                key: value for key, value in place.get("patternProperties", {}).items() if key != "^x-"
            }
            place = next(iter(patterns.values()), None)
        elif step == "x-*":
            place = place.get("patternProperties", {}).get("^x-")
        else:
            place = place.get("properties", {}).get(step)
        if place is None:
            return False
    return True


def _resolved(place: Any) -> Any:
    while "$ref" in place:
        place = schema()["definitions"][place["$ref"].rpartition("/")[2]]
    return place


@pytest.mark.skipif(not FATES.exists(), reason="the list of Compose attributes is not here")
def test_every_known_attribute_is_in_the_schema() -> None:
    """Every attribute that Compose has is one that the schema has, so that none is refused as unknown."""
    with FATES.open(encoding="utf-8") as lines:
        paths = {row["path"] for row in csv.DictReader(lines, delimiter="\t")}
    assert sorted(path for path in paths if not known(path)) == []
