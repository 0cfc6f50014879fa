"""
What a message's file is called in a folder of messages. Pure.

Promises: sorts in the order of the deliveries; safe on every file system; no path in it.
"""

import re

_UNSAFE = re.compile(r"[^A-Za-z0-9@+_.-]")
_ADDRESS_MAX = 120


def eml_name(number: int, rcpt_to: str) -> str:
    """
    The file of the delivery `number` to `rcpt_to`.

    >>> eml_name(7, "ana.ruiz@harbour.example")
    '00007-ana.ruiz@harbour.example.eml'
    """
    safe = _UNSAFE.sub("_", rcpt_to)[:_ADDRESS_MAX]
    return f"{number:05d}-{safe}.eml"
