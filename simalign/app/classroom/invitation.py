"""How a class finds the page: the address in this network, and a QR code of it for the terminal."""

import socket
from io import StringIO
from ipaddress import AddressValueError, IPv4Address

import segno

from simalign.errors import InputError, Problem

ELSEWHERE = ("192.0.2.1", 9)  # an address set aside for documentation; nothing is sent to it


def address(given: str | None) -> str:
    """The address to listen at: the one given, or this machine's in its network. Raises InputError."""
    allowed = "an IPv4 address of this machine, such as 192.168.1.20"
    if given is not None:
        try:
            found = IPv4Address(given)
        except AddressValueError:
            raise InputError([Problem("is no address", key="--host", value=given, allowed=allowed)]) from None
        if found.is_unspecified or found.is_multicast:
            message = "is not one address; the page answers at exactly one"
            raise InputError([Problem(message, key="--host", value=given, allowed=allowed)])
        return str(found)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)  # of a datagram socket this only chooses the way
            own = str(probe.getsockname()[0])
        except OSError:
            raise InputError([Problem("This machine is in no network; give its address", key="--host")]) from None
    return own


def square(link: str) -> str:
    """A QR code of a link, in half blocks, for a dark terminal (scanners read it in a light one, too).

    >>> square("http://192.168.1.20:8710/join#code=KRT-WMN").count(chr(10)) > 15
    True
    """
    out = StringIO()
    segno.make(link, micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()
