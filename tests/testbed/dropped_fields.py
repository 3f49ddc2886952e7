"""Fields that an API server accepts, even strictly, and then throws away: most have a closed feature gate."""

from collections.abc import Iterator, Mapping
from typing import Any

_WRITE_ONLY = {("Secret", "stringData")}
"""Top-level fields that the server moves elsewhere by design: it answers with `data` only."""


def dropped_fields(sent: Mapping[str, Any], answered: Mapping[str, Any]) -> list[str]:
    """The paths of values that were sent and are not in the answer, such as `spec.schedulingGroup`.

    Empty values (zero, false, empty text, list or mapping) may go missing: leaving them out means the same.
    """
    known = {key: value for key, value in sent.items() if (sent.get("kind"), key) not in _WRITE_ONLY}
    return list(_missing(known, answered, ""))


def _missing(sent: object, answered: object, path: str) -> Iterator[str]:
    if isinstance(sent, Mapping) and isinstance(answered, Mapping):
        for key, value in sent.items():
            inner = f"{path}.{key}" if path else str(key)
            if key in answered:
                yield from _missing(value, answered[key], inner)
            elif not _is_empty(value):
                yield inner
    elif isinstance(sent, list) and isinstance(answered, list):
        for index, value in enumerate(sent):
            if index < len(answered):
                yield from _missing(value, answered[index], f"{path}[{index}]")
            else:
                yield f"{path}[{index}]"


def _is_empty(value: object) -> bool:
    """Whether a value says nothing: zero, or a container of nothing but such values."""
    if isinstance(value, Mapping):
        return all(_is_empty(inner) for inner in value.values())
    return not value
