"""The base class of all records of files, and declarations of their fields.

A number is declared with its default, range, unit, meaning and source. The JSON Schema, the tables of ODD.md and the
error messages are derived from the declarations.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic_core.core_schema import CoreSchema, no_info_after_validator_function

from simalign.errors import InputError, Problem, expect, kind_of, nearest
from simalign.files.former import became
from simalign.files.messages import Schema, odd_keys, problems_of


class Record(BaseModel):
    """The base class of records: unknown keys are refused, and a record does not change after validation.

    Types are strict: text is not a number, true is not 1, and 4.5 is not a whole number. All problems are raised
    together as an ``InputError``: those of each field, and those of conditions between valid fields.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_default=True)
    home: ClassVar[str] = ""  # where the record belongs in a scenario, as text
    in_scenario: ClassVar[bool] = False  # whether it is part of a scenario, but has no fixed place in it
    in_files: ClassVar[Mapping[str, Schema]] = {}  # schemas of further keys, which only files have
    loader: ClassVar[str] = ""  # the name of the function that reads one from a file, if any
    written_out: ClassVar[tuple[str, ...]] = ()  # fields whose values are moved to other fields when the record is made

    def __init__(self, /, *unnamed: object, **values: Any) -> None:
        """Validate the values. Raises InputError with all problems."""
        if unnamed:
            message = f"takes keys with their values, not {kind_of(unnamed[0])}; write {self.how(unnamed[0])}"
            raise InputError([Problem(message, key=type(self).__name__, value=unnamed[0])])
        if odd := odd_keys(values):
            raise InputError(odd)
        problems: list[Problem] = []
        valid: Record | None = self
        try:
            super().__init__(**values)
        except ValidationError as error:
            problems = problems_of(type(self), homes(), error)
            valid = _valid(type(self), values, problems)
        if valid:
            problems += valid.between({problem.key.partition(".")[0] for problem in problems if problem.key})
        if problems:
            raise InputError(problems)

    @classmethod
    def how(cls, value: object) -> str:
        """Return the Python expression that makes a record of this kind from a value of another kind.

        >>> Record.how({"size": 12})
        'Record(**{...})'
        """
        if isinstance(value, Mapping):
            return f"{cls.__name__}(**{{...}})"
        by_name = cls.loader and isinstance(value, str)
        return f"{cls.loader}({value!r})" if by_name else f"{cls.__name__}(key=value, ...)"

    def between(self, broken: Collection[str]) -> Iterable[Problem]:
        """Return the problems of conditions between fields; ``broken``: fields with problems, to be ignored here."""
        return ()

    def changed(self, changes: Mapping[str, Any] | None = None, /, **fields: Any) -> Self:
        """Return a validated copy with other values at some keys; everything else stays as it is.

        changes: values by dotted key, such as ``{"context.trust": 0.4}``; items of lists are numbered from 0. Mappings
        are merged with the old value, as when one file extends another. Records and other values replace the old value,
        and so does a policy with a preset or dials. None restores the default. fields: the same for keys without dots.
        Raises InputError with all problems, by key.

        >>> Record().changed({"trst": 0.4})
        Traceback (most recent call last):
        simalign.errors.InputError: trst: unknown key (given: 0.4)
        """
        changes = {} if changes is None else changes
        expect(changes, Mapping, "changes", 'a mapping of keys to values, like {"context.trust": 0.4}')
        new_values = {**changes, **fields}
        values: Any = _Open(self)
        problems = odd_keys(new_values)
        for key in sorted((key for key in new_values if isinstance(key, str)), key=lambda key: key.count(".")):
            try:
                values = _with(values, _parts(key), new_values[key], key)
            except InputError as error:
                problems += error.problems
        try:
            record = type(self)(**values)
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        return record

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields replaced, by name; unlike pydantic's method, this validates the copy.

        Raises InputError with all problems. Use ``changed`` for dotted keys.
        """
        if not update:
            return super().model_copy(deep=deep)
        fields = type(self).model_fields
        if unknown := [name for name in update if name not in fields]:
            message = "unknown field; use changed({...}) for dotted keys"
            raise InputError([Problem(message, key=str(name), value=update[name]) for name in unknown])
        values = _Open(self) | {fields[name].alias or name: value for name, value in update.items()}
        record = type(self)(**values)
        return record.model_copy(deep=True) if deep else record

    def unchecked_copy(self, **values: Any) -> Self:
        """Return a copy with some fields replaced by values that are known to be valid, without validation."""
        return super().model_copy(update=values)

    def copy(self, **options: Any) -> Self:
        """Call ``model_copy``; this is its former name in pydantic."""
        return self.model_copy(**options)

    def __setattr__(self, name: str, value: Any) -> None:
        """Raise InputError, because a record does not change. Private attributes are set as usual."""
        if name.startswith("_"):
            super().__setattr__(name, value)
            return
        raise InputError([Problem(self._frozen(f"{name}=..."), key=name, value=value)])

    def __delattr__(self, name: str) -> None:
        """Raise InputError, because a record does not change."""
        raise InputError([Problem(self._frozen(f"{name}=..."), key=name)])

    def _frozen(self, change: str) -> str:
        """Return the message for an attempt to change a record in place."""
        name = change.partition("=")[0]
        in_scenario = f'; for a scenario: scenario.changed({{"{self.home[6:]}.{name}": ...}})'
        hint = in_scenario if self.home.startswith("under ") else ""
        return f"a {type(self).__name__} cannot be changed in place; changed({change}) makes a changed copy{hint}"


def expect_record[Record: Record](value: object, kind: type[Record], argument: str, hint: str = "") -> Record:
    """Return a record of the expected kind. Raises InputError, with the way to make one, for any other value."""
    if not isinstance(value, kind):
        message = f"is {kind_of(value)}, not a {kind.__name__}; write {kind.how(value)}{hint}"
        raise InputError([Problem(message, key=argument, value=value)])
    return value


class _Open(dict[str, Any]):
    """The values that a record sets, by key, as a mapping that can be changed; ``record`` has the defaults."""

    def __init__(self, record: Record) -> None:
        fields = type(record).model_fields
        super().__init__({fields[n].alias or n: getattr(record, n) for n in fields if n in record.model_fields_set})
        self.record = record

    def default(self, name: str) -> Any:
        """Return the value of a field that was not set; None for an unknown field."""
        return getattr(self.record, name) if name in type(self.record).model_fields else None


def _parts(key: str) -> list[str]:
    """Return the parts of a dotted key. Raises InputError if one is empty."""
    parts = key.split(".")
    if not all(parts):
        raise InputError([Problem("is not a key", value=key, allowed="names separated by dots, like context.trust")])
    return parts


def _with(value: Any, parts: Sequence[str], new: Any, key: str) -> Any:
    """Return ``value`` with ``new`` at the key of these parts; ``key``: the whole dotted key, for messages."""
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
        message = f"cannot be changed alone, because it is written out when a {type(record).__name__} is made"
        raise InputError([Problem(message, key=key, value=new, allowed=f"a whole {type(record).__name__} with {name}")])
    opened = _opened(value)
    if new is None and not rest:
        opened.pop(name, None)
    else:
        default = opened.default(name) if isinstance(opened, _Open) else None
        opened[name] = _with(opened.get(name, default), rest, new, key)
    return opened


def _opened(value: Any) -> dict[str, Any]:
    """Return a mapping that can be changed, from a record or another value; an opened record is returned as it is."""
    if isinstance(value, _Open):
        return value
    if isinstance(value, Record):
        return _Open(value)
    if isinstance(value, str):  # the name of a preset represents a policy
        return {"preset": value}
    return dict(value) if isinstance(value, dict) else {}


def _valid(section: type[Record], values: dict[str, Any], problems: list[Problem]) -> Record | None:
    """Return the record without invalid values, or without the fields that contain them; None if these are required."""
    keys = [problem.key.split(".") for problem in problems if problem.key]
    for omitted in (keys, [key[:1] for key in keys]):
        record = section.__new__(section)
        with suppress(ValidationError):
            BaseModel.__init__(record, **_without(values, omitted))
            return record
    return None


def _without(value: Any, keys: Sequence[Sequence[str]]) -> Any:
    """Return mappings, also those in lists, without the values at these keys."""
    below: dict[str, list[Sequence[str]]] = {}
    for head, *rest in keys:
        below.setdefault(head, []).append(rest)
    if isinstance(value, list):
        return [_without(item, [rest for rest in below.get(str(n), ()) if rest]) for n, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    remaining = {name: item for name, item in value.items() if [] not in below.get(name, ())}
    return {name: _without(item, below[name]) if name in below else item for name, item in remaining.items()}


def homes() -> dict[str, type[BaseModel]]:
    """Return the records that have a fixed place in a scenario, by that place."""
    return {section.home: section for section in _descendants(Record) if section.home}


def _descendants(section: type[Record]) -> Iterator[type[Record]]:
    """Yield all subclasses, at any depth."""
    for child in section.__subclasses__():
        yield child
        yield from _descendants(child)


@dataclass(frozen=True)
class OneOf:
    """A type of text that must be a name of a catalogue; ``noun``: the word for one entry, for messages."""

    known: Collection[str]
    noun: str

    def problem(self, name: str) -> Problem | None:
        """Return the problem of an unknown name; None for a known one.

        >>> print(OneOf(["know", "want"], "measure").problem("wan"))
        no measure is called 'wan'; did you mean 'want'? (given: 'wan'); allowed: one of know, want
        """
        if name in self.known:
            return None
        message = f"no {self.noun} is called {name!r}{became(f'{self.noun}s', name) or nearest(name, self.known)}"
        return Problem(message, value=name, allowed=f"one of {', '.join(self.known)}")

    def check(self, name: str) -> str:
        """Return a known name. Raises InputError for any other."""
        if problem := self.problem(name):
            raise InputError([problem])
        return name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of text, followed by the check."""
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema with the list of names."""
        return {**handler(schema), "enum": list(self.known)}


def number(default: float | None, low: float, high: float, unit: str, meaning: str, source: str = "prior") -> Any:
    """Declare a number in [low, high].

    source: a reference; "prior", for the centre of a prior that no fit has replaced yet; or "guess".
    """
    return Field(
        default=default,
        ge=low,
        le=high,
        allow_inf_nan=False,
        description=meaning,
        json_schema_extra={"unit": unit, "source": source},
    )


def share(default: float | None, meaning: str, source: str = "prior") -> Any:
    """Declare a number between 0 and 1 without a unit."""
    return number(default, 0.0, 1.0, "share", meaning, source)
