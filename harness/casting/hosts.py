"""What a source can say for a host: an address of IPv4 or IPv6, a name, a slip of *localhost*."""

import ipaddress
import re

from harness.model.casting import HOME

_SLIP = 2  # changes of a letter that make a name a misspelt "localhost"
_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9-]{1,63})*")
_KNOWN_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})


def is_address(text: str) -> bool:
    """True for the IPv4 address of one machine (not 0.0.0.0, a broadcast or a group)."""
    parts = [int(part) for part in text.split(".") if part.isdecimal()]
    return len(parts) == 4 and max(parts) < 256 and 0 < parts[0] < 224


def is_slip(name: str) -> bool:
    """True for a name that a slip of the fingers made of *localhost*."""
    said, meant = name.lower(), "localhost"
    if said in _KNOWN_NAMES or abs(len(said) - len(meant)) > _SLIP:
        return False
    # letters changed, left out, put in, or two of them swapped
    above: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(said, 1):
        above, last, row = row, above, [i]
        for j, other in enumerate(meant, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other)))
            if i > 1 and j > 1 and (letter, said[i - 2]) == (meant[j - 2], other):
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1] <= _SLIP


def place_of(binds: list[str]) -> str:
    """The one address that is first bound to; '' if that is all of a machine's, or not known."""
    first = next(iter(binds), "")
    return HOME if first.lower() in _KNOWN_NAMES else first if is_address(first) else ""


def is_name(text: str) -> bool:
    """True for a host name that has to lead somewhere here: any but *localhost*."""
    return _NAME.fullmatch(text) is not None and text.lower() not in _KNOWN_NAMES


def is_six(text: str) -> bool:
    """True for an IPv6 address of one machine, at which nothing of IPv4 is served."""
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return False
    # what listens on "::" serves IPv4 as well
    return not address.is_unspecified and address.ipv4_mapped is None
