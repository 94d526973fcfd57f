"""Digest of a function's behaviour: of its code and of all objects that its code refers to.

Pickles of one function differ from process to process, because they contain file names, line numbers and addresses.
The digest covers bytecode, constants, default values, and the values of all globals and closure cells that the code
reads, recursively. Code of installed packages enters by name only. The same function has the same digest in every
process of one Python version.
"""

import dis
import functools
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

DIGITS = 16  # hexadecimal digits of a digest
INSTALLED = {"site-packages", "dist-packages"}
NOT_BEHAVIOUR = {
    *("__dict__", "__weakref__", "__module__", "__qualname__", "__doc__", "__firstlineno__", "__static_attributes__"),
    "_abc_impl",
}


def digest_of_function(function: Any) -> str:
    """Return the first hexadecimal digits of the SHA-256 of a function's behaviour.

    >>> digest_of_function(lambda x: x + 1) == digest_of_function(lambda x: x + 1)
    True
    >>> digest_of_function(lambda x: x + 1) == digest_of_function(lambda x: x + 2)
    False
    """
    return hashlib.sha256(repr(_Description().of(function)).encode()).hexdigest()[:DIGITS]


def importable_anywhere(name: str | None) -> bool:
    """Return whether a module belongs to an installed package, so that every worker process can import it.

    The user's own files and ``__main__`` do not.

    >>> importable_anywhere("numpy.linalg"), importable_anywhere("__main__")
    (True, False)
    """
    top = (name or "__main__").partition(".")[0]
    if top == "__main__":
        return False
    if top == "simalign" or top in sys.stdlib_module_names:
        return True
    module = sys.modules.get(top)
    paths = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]  # a namespace package has no file
    return any(INSTALLED & set(Path(path).parts) for path in paths if path)


def _importable(value: type | FunctionType | BuiltinFunctionType) -> bool:
    """Return whether an installed package has the function or class under its qualified name, unlike a lambda."""
    if not importable_anywhere(value.__module__):
        return False
    named: Any = sys.modules.get(value.__module__)
    for part in value.__qualname__.split("."):
        named = getattr(named, part, None)
    return named is value


class _Description:
    """Describe values as nested tuples of text that are equal for equal values.

    An object that has been described before is named by its number, so that circular references end.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, Any]] = {}  # by id: number and value, kept alive so that its id stays unique

    def of(self, value: Any) -> Any:
        """Return the description of any value."""
        if value is None or value is ... or isinstance(value, bool | int | float | complex | str | bytes):
            return type(value).__name__, repr(value)
        if isinstance(value, tuple):
            return type(value).__name__, [self.of(item) for item in value]
        if isinstance(value, set | frozenset):
            return type(value).__name__, sorted(repr(self.of(item)) for item in value)
        if isinstance(value, CodeType):
            return self._code(value)
        if id(value) in self._seen:
            return "again", self._seen[id(value)][0]
        self._seen[id(value)] = len(self._seen), value
        return self._object(value)

    def _object(self, value: Any) -> Any:
        """Return the description of an object that may refer to itself."""
        if isinstance(value, list):
            return "list", [self.of(item) for item in value]
        if isinstance(value, dict):
            return "dict", [(self.of(key), self.of(item)) for key, item in value.items()]
        if isinstance(value, np.ndarray) and not value.dtype.hasobject:
            return "array", value.dtype.str, value.shape, hashlib.sha256(np.ascontiguousarray(value)).hexdigest()
        if isinstance(value, ModuleType):
            return self._module(value)
        if isinstance(value, type | FunctionType | BuiltinFunctionType) and _importable(value):
            return "name", value.__module__, value.__qualname__
        if isinstance(value, FunctionType):
            return self._function(value)
        if isinstance(value, type):
            return "class", [self.of(base) for base in value.__bases__], self._attributes(value)
        return self._instance(value)

    def _code(self, code: CodeType) -> Any:
        counts = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags
        constants = [self.of(constant) for constant in code.co_consts]
        return "code", counts, code.co_code.hex(), code.co_exceptiontable.hex(), code.co_names, constants

    def _function(self, function: FunctionType) -> Any:
        namespace = function.__globals__
        names = sorted(set(_globals_read(function.__code__)) & set(namespace))
        return (
            "function",
            self.of(function.__code__),
            self.of(function.__defaults__),
            self.of(function.__kwdefaults__),
            [self._cell(cell) for cell in function.__closure__ or ()],
            [(name, self.of(namespace[name])) for name in names],
        )

    def _cell(self, cell: Any) -> Any:
        try:
            return self.of(cell.cell_contents)
        except ValueError:  # the cell has no value yet
            return "empty"

    def _module(self, module: ModuleType) -> Any:
        """Describe a module of an installed package by its name, and a user's module by its source."""
        file = getattr(module, "__file__", None)
        if importable_anywhere(module.__name__) or file is None or not Path(file).is_file():
            return "module", module.__name__
        return "module", module.__name__, hashlib.sha256(Path(file).read_bytes()).hexdigest()

    def _attributes(self, value: type) -> Any:
        return [(name, self.of(item)) for name, item in sorted(vars(value).items()) if name not in NOT_BEHAVIOUR]

    def _instance(self, value: Any) -> Any:
        """Describe any other object by the parts from which pickle would rebuild it."""
        if isinstance(value, MethodType):
            return "method", self.of(value.__func__), self.of(value.__self__)
        if isinstance(value, staticmethod | classmethod):
            return type(value).__name__, self.of(value.__func__)
        if isinstance(value, property):
            return "property", [self.of(part) for part in (value.fget, value.fset, value.fdel)]
        if isinstance(value, functools.partial):
            return "partial", self.of(value.func), self.of(value.args), self.of(value.keywords)
        if isinstance(compiled := getattr(value, "py_func", None), FunctionType):  # a function that Numba has compiled
            return "compiled", self.of(compiled)
        reduced = value.__reduce_ex__(4)
        if isinstance(reduced, str):
            return "name", type(value).__module__, reduced
        parts = [self.of(part) if n < 3 else [self.of(item) for item in part or ()] for n, part in enumerate(reduced)]
        return "object", parts


def _globals_read(code: CodeType) -> Iterator[str]:
    """Yield the names of the globals that a code object reads, including nested functions."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals_read(constant)
