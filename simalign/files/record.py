"""The base of all records, and the declaration of numbers: default, range, meaning, unit and source in one place.

The JSON Schema, the tables of ODD.md and the error messages are made from these declarations.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic_core.core_schema import CoreSchema, no_info_after_validator_function

from simalign.errors import InputError, Problem, expect, kind_of, nearest
from simalign.files.messages import Schema, odd_keys, problems_of


class Record(BaseModel):
    """A validated part of a scenario that never changes; unknown keys are refused.

    Numbers are strict: text is not a number, true is not 1, and 4.5 is not a whole number. All problems are raised
    together as ``InputError``: those of each field, and those between valid fields.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_default=True)
    home: ClassVar[str] = ""  # where the section stands in a scenario, in words
    in_scenario: ClassVar[bool] = False  # whether it is a part of a scenario without a place of its own
    in_files: ClassVar[Mapping[str, Schema]] = {}  # schemas of further keys, which only files have
    loader: ClassVar[str] = ""  # the function that reads one from a file, if there is one
    written_out: ClassVar[tuple[str, ...]] = ()  # fields that other fields hold once the record is made

    def __init__(self, /, *unnamed: object, **values: Any) -> None:
        """Validate the values; raise InputError with messages in plain words."""
        if unnamed:
            message = f"takes keys with their values, not {kind_of(unnamed[0])}; write {self.how(unnamed[0])}"
            raise InputError([Problem(message, key=type(self).__name__, value=unnamed[0])])
        if odd := odd_keys(values):
            raise InputError(odd)
        found: list[Problem] = []
        sound: Record | None = self
        try:
            super().__init__(**values)
        except ValidationError as error:
            found = problems_of(type(self), homes(), error)
            sound = _sound(type(self), values, found)
        if sound:
            found += sound.between({problem.key.partition(".")[0] for problem in found if problem.key})
        if found:
            raise InputError(found)

    @classmethod
    def how(cls, value: object) -> str:
        """Return Python code that makes a record of this kind from a value of another kind.

        >>> Record.how({"size": 12})
        'Record(**{...})'
        """
        if isinstance(value, Mapping):
            return f"{cls.__name__}(**{{...}})"
        by_name = cls.loader and isinstance(value, str)
        return f"{cls.loader}({value!r})" if by_name else f"{cls.__name__}(key=value, ...)"

    def between(self, broken: Collection[str]) -> Iterable[Problem]:
        """Yield problems between fields; fields named in ``broken`` have problems themselves and are left out."""
        return ()

    def changed(self, changes: Mapping[str, Any] | None = None, /, **fields: Any) -> Self:
        """Return a validated copy with other values at some keys; everything else stays as it is.

        changes: values by dotted key, ``{"context.trust": 0.4}``; items of lists are numbered from 0. Mappings are
        merged into what they meet, as where one file extends another; records and all other values replace it, as
        does a policy with a preset or dials; None takes a key back to its default. fields: the same for keys without
        dots. Raises InputError with everything that is wrong, by key.

        >>> Record().changed({"trst": 0.4})
        Traceback (most recent call last):
        simalign.errors.InputError: trst: unknown key (given: 0.4)
        """
        changes = {} if changes is None else changes
        expect(changes, Mapping, "changes", 'a mapping of keys to values, like {"context.trust": 0.4}')
        every = {**changes, **fields}
        values: Any = _Open(self)
        problems = odd_keys(every)
        for key in sorted((key for key in every if isinstance(key, str)), key=lambda key: key.count(".")):
            try:
                values = _with(values, _parts(key), every[key], key)
            except InputError as error:
                problems += error.problems
        try:
            made = type(self)(**values)
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        return made

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with whole fields replaced, by their names; unlike pydantic's, it is validated.

        Raises InputError with everything that is wrong. ``changed`` takes dotted keys.
        """
        if not update:
            return super().model_copy(deep=deep)
        fields = type(self).model_fields
        if strangers := [name for name in update if name not in fields]:
            message = "unknown field; changed({...}) takes dotted keys"
            raise InputError([Problem(message, key=str(name), value=update[name]) for name in strangers])
        values = _Open(self) | {fields[name].alias or name: value for name, value in update.items()}
        made = type(self)(**values)
        return made.model_copy(deep=True) if deep else made

    def unchecked_copy(self, **values: Any) -> Self:
        """Return a copy with some fields replaced by values that are known to be valid; nothing is validated."""
        return super().model_copy(update=values)

    def copy(self, **options: Any) -> Self:
        """Return ``model_copy(...)``; pydantic used to call it by this name."""
        return self.model_copy(**options)

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: a record never changes. Private attributes are set as usual."""
        if name.startswith("_"):
            super().__setattr__(name, value)
            return
        raise InputError([Problem(self._frozen(f"{name}=..."), key=name, value=value)])

    def __delattr__(self, name: str) -> None:
        """Refuse: a record never changes."""
        raise InputError([Problem(self._frozen(f"{name}=..."), key=name)])

    def _frozen(self, change: str) -> str:
        name = change.partition("=")[0]
        whole = f'; of a whole scenario: scenario.changed({{"{self.home[6:]}.{name}": ...}})'
        inside = whole if self.home.startswith("under ") else ""
        return f"a {type(self).__name__} cannot be changed in place; changed({change}) makes a changed copy{inside}"


def expect_record[Record: Record](value: object, kind: type[Record], argument: str, hint: str = "") -> Record:
    """Return a value that is a record of this kind; for any other, raise InputError that explains how to make one."""
    if not isinstance(value, kind):
        message = f"is {kind_of(value)}, not a {kind.__name__}; write {kind.how(value)}{hint}"
        raise InputError([Problem(message, key=argument, value=value)])
    return value


class _Open(dict[str, Any]):
    """The values that a record sets, by key, while they are changed and before they are validated.

    ``record`` has the defaults.
    """

    def __init__(self, record: Record) -> None:
        fields = type(record).model_fields
        super().__init__({fields[n].alias or n: getattr(record, n) for n in fields if n in record.model_fields_set})
        self.record = record

    def default(self, name: str) -> Any:
        """Return the default of a field; None for a name that is not a field."""
        return getattr(self.record, name) if name in type(self.record).model_fields else None


def _parts(key: str) -> list[str]:
    parts = key.split(".")
    if not all(parts):
        raise InputError([Problem("is not a key", value=key, allowed="names with dots between, like context.trust")])
    return parts


def _with(value: Any, parts: Sequence[str], new: Any, key: str) -> Any:
    """Return ``value`` with ``new`` at the place given by ``parts``; ``key`` is the whole key, for messages."""
    record = value.record if isinstance(value, _Open) else value
    written_out = record.written_out if isinstance(record, Record) else ()
    if not parts:
        if not isinstance(new, Mapping) or not isinstance(value, dict | Record) or set(written_out) & set(new):
            return new
        for name, item in new.items():
            value = _with(value, [name], item, f"{key}.{name}")
        return value
    name, rest = parts[0], parts[1:]
    if isinstance(value, list):
        if not name.isdecimal() or int(name) >= len(value):
            raise InputError([Problem(f"no item {name} in a list of {len(value)}, counted from 0", key=key, value=new)])
        return [_with(item, rest, new, key) if n == int(name) else item for n, item in enumerate(value)]
    if name in written_out:
        message = f"cannot be changed by itself, as it is written out when a {type(record).__name__} is made"
        raise InputError([Problem(message, key=key, value=new, allowed=f"a whole {type(record).__name__} with {name}")])
    opened = _opened(value)
    if new is None and not rest:
        opened.pop(name, None)
    else:
        default = opened.default(name) if isinstance(opened, _Open) else None
        opened[name] = _with(opened.get(name, default), rest, new, key)
    return opened


def _opened(value: Any) -> dict[str, Any]:
    """Return a mutable mapping for a record or another value; a mapping that is open already is returned as it is."""
    if isinstance(value, _Open):
        return value
    if isinstance(value, Record):
        return _Open(value)
    if isinstance(value, str):  # the name of a preset stands for a policy
        return {"preset": value}
    return dict(value) if isinstance(value, dict) else {}


def _sound(section: type[Record], values: dict[str, Any], found: list[Problem]) -> Record | None:
    """Return the record without the wrong values or, if that fails, without their fields; None if it requires them."""
    keys = [problem.key.split(".") for problem in found if problem.key]
    for cut in (keys, [key[:1] for key in keys]):
        made = section.__new__(section)
        with suppress(ValidationError):
            BaseModel.__init__(made, **_without(values, cut))
            return made
    return None


def _without(value: Any, keys: Sequence[Sequence[str]]) -> Any:
    """Return nested mappings without the values at some keys."""
    below: dict[str, list[Sequence[str]]] = {}
    for head, *rest in keys:
        below.setdefault(head, []).append(rest)
    if isinstance(value, list):
        return [_without(item, [rest for rest in below.get(str(n), ()) if rest]) for n, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    kept = {name: item for name, item in value.items() if [] not in below.get(name, ())}
    return {name: _without(item, below[name]) if name in below else item for name, item in kept.items()}


def homes() -> dict[str, type[BaseModel]]:
    """Return the records that have a fixed place in a scenario, by that place."""
    return {section.home: section for section in _descendants(Record) if section.home}


def _descendants(section: type[Record]) -> Iterator[type[Record]]:
    for child in section.__subclasses__():
        yield child
        yield from _descendants(child)


@dataclass(frozen=True)
class OneOf:
    """A type of text: one of the names of a catalogue, in messages and in the JSON Schema."""

    known: Collection[str]
    noun: str

    def problem(self, name: str) -> Problem | None:
        """Return the problem of an unknown name; None for a known one.

        >>> print(OneOf(["know", "want"], "measure").problem("wan"))
        no measure is called 'wan'; did you mean 'want'? (given: 'wan'); allowed: one of know, want
        """
        if name in self.known:
            return None
        message = f"no {self.noun} is called {name!r}{nearest(name, self.known)}"
        return Problem(message, value=name, allowed=f"one of {', '.join(self.known)}")

    def check(self, name: str) -> str:
        """Return a known name; raise InputError for any other."""
        if problem := self.problem(name):
            raise InputError([problem])
        return name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check names after text."""
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """List the names."""
        return {**handler(schema), "enum": list(self.known)}


def number(default: float | None, low: float, high: float, unit: str, meaning: str, source: str = "fitted") -> Any:
    """Declare a number in [low, high].

    source: a reference; "fitted" for the median of the shipped posterior; or "guess".
    """
    return Field(
        default=default,
        ge=low,
        le=high,
        allow_inf_nan=False,
        description=meaning,
        json_schema_extra={"unit": unit, "source": source},
    )


def share(default: float | None, meaning: str, source: str = "fitted") -> Any:
    """Declare a number between 0 and 1 without unit."""
    return number(default, 0.0, 1.0, "share", meaning, source)
