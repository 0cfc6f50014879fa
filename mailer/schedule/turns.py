"""
Turns: who of a distribution leaves first.

    list            in the order of the lists
    trusted-first   those who agreed to hold embargoed copy, then the others, each as listed
    shuffle         by lot, so that no outlet is always the first; the seed is kept in the ledger

Pure: the lot is drawn from the seed and the address, so that the same seed gives the same order.
"""

import hashlib
from enum import StrEnum

_RANKS = 2**31
"""Ranks are smaller: a database's plain number holds them."""


class Turns(StrEnum):
    """The orders there are."""

    LIST = "list"
    TRUSTED_FIRST = "trusted-first"
    SHUFFLE = "shuffle"


def rank_of(turns: Turns, seed: int, address_key: str, *, trusted: bool) -> int:
    """
    Smaller ranks leave first, equal ones as they are listed.

    >>> rank_of(Turns.TRUSTED_FIRST, 0, "a@b.example", trusted=True)
    -1
    """
    if turns is Turns.SHUFFLE:
        drawn = hashlib.sha256(f"{seed} {address_key}".encode()).digest()
        return int.from_bytes(drawn[:4], "big") % _RANKS
    return -1 if trusted and turns is Turns.TRUSTED_FIRST else 0
