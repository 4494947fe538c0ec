"""Who is who in the LMS of the demo: where an account holds its NIP, if it does."""

from enum import Enum, auto
from zlib import crc32


class NipPlace(Enum):
    """Where an account holds the NIP: it differs from account to account, as in real sites."""

    USERNAME = auto()
    IDNUMBER = auto()
    PROFILE = auto()
    NOWHERE = auto()


_SHARES = ((55, NipPlace.USERNAME), (80, NipPlace.IDNUMBER), (97, NipPlace.PROFILE))
_OFFICE_ADDRESSES = 7  # of ten accounts; the rest were opened with a private one


def place_of_nip(nip: str) -> NipPlace:
    """Return where the account of a person holds the NIP, the same in all years."""
    roll = crc32(nip.encode()) % 100
    return next((place for share, place in _SHARES if roll < share), NipPlace.NOWHERE)


def tells_email(nip: str) -> bool:
    """Whether the account of a person has the address that the roster knows."""
    return crc32(nip[::-1].encode()) % 10 < _OFFICE_ADDRESSES
