"""
Sizes of files, as people write and read them: `2 MB`, `500 KB`. Decimal, as mail servers count.

Fails with: ValueError, a sentence about what was written.
"""

import re

_SIZE = re.compile(r"(?P<count>\d{1,6}(?:\.\d{1,3})?)\s*(?P<unit>[KM]B)", re.IGNORECASE)
_UNITS = {"KB": 1_000, "MB": 1_000_000}


def parse_size(text: str) -> int:
    """
    Bytes.

    >>> parse_size("2 MB"), parse_size("1.5mb")
    (2000000, 1500000)
    """
    match = _SIZE.fullmatch(text.strip())
    size_bytes = round(float(match["count"]) * _UNITS[match["unit"].upper()]) if match else 0
    if not size_bytes:
        raise ValueError(f'"{text.strip()[:40]}" is not a size.')
    return size_bytes


def show_size(size_bytes: int, decimal: str = ".") -> str:
    """
    A size for people, `decimal` as their language has it.

    >>> show_size(4_210_000), show_size(2_000_000), show_size(48_000), show_size(700)
    ('4.2 MB', '2 MB', '48 KB', '1 KB')
    """
    if size_bytes < _UNITS["MB"]:
        return f"{max(1, round(size_bytes / 1_000))} KB"
    shown = f"{size_bytes / _UNITS['MB']:.1f}".removesuffix(".0")
    return f"{shown.replace('.', decimal)} MB"
