"""Data classes that are quick to declare and to copy.

The same as the standard library's `dataclass` and `replace` to the reader and to the type checker, with one
difference inside: the standard decorator compiles seven methods for every class while its module is
imported, whether they are ever called or not. Here each method is compiled when it is called first, and most
never are. With more than a hundred classes that is a fifth of the time that a small conversion takes.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

__all__ = ["dataclass", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:
    from collections.abc import Callable
    from typing import Any, Generic

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """Make a class a data class; all options of the standard library's decorator."""
        if cls is None:
            return lambda given: dataclass(given, **options)
        plain = all(base in (object, Generic) for base in cls.__bases__)
        unusual = options.get("order") or any("InitVar" in str(kind) for kind in cls.__annotations__.values())
        if not plain or unusual:
            return dataclasses.dataclass(cls, **options)
        eq, frozen = options.pop("eq", True), options.pop("frozen", False)
        made = dataclasses.dataclass(cls, init=False, repr=False, eq=False, **options)
        _defer(made, "__init__", _init)
        if "__repr__" not in cls.__dict__:
            made.__repr__ = _repr
        if eq:
            _defer(made, "__eq__", _eq)
            if frozen:
                _defer(made, "__hash__", _hash)
            else:
                made.__hash__ = None
        if frozen:
            made.__setattr__ = made.__delattr__ = _refuse
            made.__getstate__, made.__setstate__ = _state, _restore
            made.__dataclass_params__.frozen = True  # classes below ask for it
        if "__slots__" in made.__dict__ and not hasattr(made, "__post_init__"):
            made.__replace__ = _copier
        return made

    def replace(record: Any, /, **changes: Any) -> Any:
        """The same record with other values in some fields."""
        copy = type(record).__dict__.get("__replace__")
        return copy(record, **changes) if copy else dataclasses.replace(record, **changes)

    def _defer(cls: type, name: str, compiled: Callable[[type], Any]) -> None:
        """Let the first call of a method compile it."""

        def method(self: Any, *args: Any, **named: Any) -> Any:
            real = compiled(cls)
            setattr(cls, name, real)
            return real(self, *args, **named)

        setattr(cls, name, method)

    def _init(cls: type) -> Any:
        names: dict[str, Any] = {"_unset": object()}
        first, named, body = ["self"], [], []
        for field in dataclasses.fields(cls):
            name = field.name
            value, default = name, ""
            if field.default_factory is not dataclasses.MISSING:
                names[f"_make_{name}"] = field.default_factory
                value, default = f"_make_{name}() if {name} is _unset else {name}", "=_unset"
            elif field.default is not dataclasses.MISSING:
                names[f"_default_{name}"] = field.default
                value, default = name if field.init else f"_default_{name}", f"=_default_{name}"
            elif not field.init:
                continue
            if field.init:
                (named if field.kw_only else first).append(name + default)
            body.append(_assigned(cls, name, value if field.init else value.partition(" if ")[0], names))
        if hasattr(cls, "__post_init__"):
            body.append("self.__post_init__()")
        given = ", ".join([*first, *(["*", *named] if named else [])])
        return _function(cls, "__init__", given, body or ["pass"], names)

    def _assigned(cls: type, name: str, value: str, names: dict[str, Any]) -> str:
        """The statement that fills a field. The slot is written directly: assignment may be refused."""
        if "__slots__" in cls.__dict__:
            names[f"_set_{name}"] = cls.__dict__[name].__set__
            return f"_set_{name}(self, {value})"
        names["_set"] = object.__setattr__
        return f"_set(self, {name!r}, {value})"

    def _eq(cls: type) -> Any:
        compared = [field.name for field in dataclasses.fields(cls) if field.compare]
        mine, others = _values("self", compared), _values("other", compared)
        body = [f"return {mine} == {others} if other.__class__ is self.__class__ else NotImplemented"]
        return _function(cls, "__eq__", "self, other", body, {})

    def _hash(cls: type) -> Any:
        hashed = [
            field.name
            for field in dataclasses.fields(cls)
            if (field.compare if field.hash is None else field.hash)
        ]
        return _function(cls, "__hash__", "self", [f"return hash({_values('self', hashed)})"], {})

    def _values(who: str, names: list[str]) -> str:
        return f"({''.join(f'{who}.{name}, ' for name in names)})"

    def _function(cls: type, name: str, given: str, body: list[str], names: dict[str, Any]) -> Any:
        """Compile a method out of its statements."""
        source = f"def {name}({given}):\n" + "".join(f"  {line}\n" for line in body)
        exec(source, names)  # noqa: S102 - names and defaults of our own classes, nothing of a user's
        made = names[name]
        made.__qualname__ = f"{cls.__qualname__}.{name}"
        made.__module__ = cls.__module__
        return made

    def _copier(self: Any, **changes: Any) -> Any:
        """Compile the method that `replace` uses, at the first copy that is made of a record of the class."""
        cls = type(self)
        names: dict[str, Any] = {"_new": object.__new__, "_cls": cls, "_setters": {}}
        body = ["other = _new(_cls)"]
        for field in dataclasses.fields(cls):
            names["_setters"][field.name] = names[f"_set_{field.name}"] = cls.__dict__[field.name].__set__
            body.append(f"_set_{field.name}(other, self.{field.name})")
        body += ["for name in changes: _setters[name](other, changes[name])", "return other"]
        cls.__replace__ = _function(cls, "__replace__", "self, /, **changes", body, names)
        return cls.__replace__(self, **changes)

    def _repr(self: Any) -> str:
        shown = [
            f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr
        ]
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def _refuse(_self: Any, name: str, *_: Any) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _state(self: Any) -> list[Any]:
        return [getattr(self, field.name) for field in dataclasses.fields(self)]

    def _restore(self: Any, state: list[Any]) -> None:
        for field, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, field.name, value)
