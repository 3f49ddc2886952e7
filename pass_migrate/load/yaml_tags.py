"""What a scalar with quotes or a tag means: the rules of go.yaml.in/yaml v3, decode.go and resolve.go."""

from __future__ import annotations

import base64
import binascii

from pass_migrate.load.tree import Value
from pass_migrate.load.yaml_graph import RawScalar
from pass_migrate.load.yaml_scalars import Timestamp, resolve

STANDARD = "tag:yaml.org,2002:"
"""What `!!` stands for."""
ORDINARY = frozenset((None, "!"))
"""No tag, and the tag that says nothing."""

_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "null": (type(None),),
    "timestamp": (Timestamp,),
}


def typed(raw: RawScalar) -> Value:
    """The value of a scalar; a string if quoted or of an unknown tag. ValueError if its tag does not fit."""
    if raw.tag in ORDINARY:
        return resolve(raw.text) if raw.plain else raw.text
    kind = str(raw.tag).removeprefix(STANDARD)
    if kind == "binary":
        return _decoded(raw.text)
    if kind == raw.tag or kind not in _TYPES:
        return raw.text
    value = resolve(raw.text)
    if type(value) not in _TYPES[kind]:
        raise ValueError(f"this value is tagged !!{kind}, but is not one")
    return float(value) if kind == "float" and isinstance(value, int) else value


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True).decode()
    except binascii.Error:
        raise ValueError("this value is tagged !!binary, but is no base64") from None
    except UnicodeDecodeError:
        raise ValueError("this !!binary value is not UTF-8 text, which no setting can hold") from None
