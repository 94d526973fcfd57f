"""Exchange of arrays and records between compiled code and JavaScript, through addresses in one block of memory."""

from typing import Any, NamedTuple

from numba import types
from numba.core.extending import intrinsic


@intrinsic
def _pointer(_: Any, address: Any) -> Any:
    """Return an address as a pointer, for ``numba.carray``."""

    def convert(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.intp), convert


pointer: Any = _pointer


class Slot(NamedTuple):
    """Compiled functions that store a record of one type at an address, and load it from there."""

    save: Any
    load: Any


def slot(kind: Any) -> Slot:
    """Return the functions for records of the Numba type ``kind``."""

    @intrinsic
    def save(_: Any, address: Any, value: Any) -> Any:
        if value != kind:
            raise TypeError(f"expected a record of type {kind}, not {value}")

        def store(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            place = builder.inttoptr(arguments[0], context.get_value_type(kind).as_pointer())
            builder.store(arguments[1], place, align=8)
            return context.get_dummy_value()

        return types.void(types.intp, kind), store

    @intrinsic
    def load(_: Any, address: Any) -> Any:
        def fetch(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            place = builder.inttoptr(arguments[0], context.get_value_type(kind).as_pointer())
            return builder.load(place, align=8)

        return kind(types.intp), fetch

    return Slot(save, load)
