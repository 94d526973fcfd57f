"""Invitation to a class: the address of this machine in its network, and a QR code for the host's page."""

import socket
from ipaddress import AddressValueError, IPv4Address
from typing import Any

import segno

from simalign.errors import InputError, Problem

ELSEWHERE = ("192.0.2.1", 9)  # address and port reserved for documentation; nothing is sent to them


def address(host: str | None) -> str:
    """Return the IPv4 address to listen on.

    host: the address to use; None takes the address of this machine in its network. Raises InputError if ``host`` is
    not a single IPv4 address, or if the machine is not in a network.
    """
    allowed = "an IPv4 address of this machine, such as 192.168.1.20"
    if host is not None:
        try:
            parsed = IPv4Address(host)
        except AddressValueError:
            raise InputError([Problem("is not an IPv4 address", key="--host", value=host, allowed=allowed)]) from None
        if parsed.is_unspecified or parsed.is_multicast:
            message = "is not a single address; the page listens on exactly one"
            raise InputError([Problem(message, key="--host", value=host, allowed=allowed)])
        return str(parsed)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)  # on a datagram socket this only selects the route
            address_here = str(probe.getsockname()[0])
        except OSError:
            raise InputError(
                [Problem("This machine is not connected to a network; give its address", key="--host")]
            ) from None
    return address_here


def invitation(page: str, code: str) -> dict[str, Any]:
    """Return how a class joins, for the host's page: its address, the code, and the QR code of a link with both.

    qr: the rows of the QR code, 1 for a dark module.

    >>> shown = invitation("http://192.168.1.20:8710/", "KRT-WMN")
    >>> shown["address"], len(shown["qr"]), set("".join(shown["qr"])) == {"0", "1"}
    ('http://192.168.1.20:8710/', 29, True)
    """
    modules = segno.make(f"{page}join#code={code}", micro=False).matrix
    return {"address": page, "code": code, "qr": ["".join(str(module) for module in row) for row in modules]}
