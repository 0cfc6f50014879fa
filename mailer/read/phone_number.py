"""
Telephone numbers: whether one can exist at all.

Promises: only what no telephone system has is called wrong: fewer than seven digits or more than
fifteen (ITU-T E.164), a country's number that is too long or too short, a North American area or
exchange that begins with 0 or 1. Fictional numbers pass. Never: asks whether anybody answers.
"""

import re

_LENGTHS = {
    "1": (10, 10),
    "7": (10, 10),
    "20": (8, 10),
    "27": (9, 9),
    "30": (10, 10),
    "31": (9, 9),
    "32": (8, 9),
    "33": (9, 9),
    "34": (9, 9),
    "36": (8, 9),
    "39": (6, 11),
    "40": (9, 9),
    "41": (9, 9),
    "44": (9, 10),
    "45": (8, 8),
    "46": (7, 9),
    "47": (5, 8),
    "48": (9, 9),
    "49": (6, 13),
    "51": (8, 9),
    "52": (10, 11),
    "54": (10, 11),
    "55": (10, 11),
    "56": (9, 9),
    "57": (8, 10),
    "58": (10, 10),
    "61": (9, 9),
    "63": (8, 10),
    "64": (8, 10),
    "81": (9, 10),
    "86": (10, 11),
    "91": (10, 10),
    "351": (9, 9),
    "353": (7, 9),
    "502": (8, 8),
    "503": (8, 8),
    "504": (8, 8),
    "505": (8, 8),
    "506": (8, 8),
    "507": (7, 8),
    "591": (8, 8),
    "593": (8, 9),
    "595": (9, 9),
    "598": (8, 8),
}
"""Country code → digits of the national number, fewest and most (national numbering plans)."""
_DIGITS_MIN, _DIGITS_MAX = 7, 15
_LONDON_MIN = 10
"""A number that begins with 020 is London's, with 11 digits, or Amsterdam's, with 10."""
_EXTENSION = re.compile(
    r"(?:\b(?:ext|extension|x|anexo|int)\b\.?|[,;#])\s*\d{1,6}\s*$", re.IGNORECASE
)
_TRUNK = re.compile(r"\(0\)")
NORTH_AMERICAN = re.compile(
    r"(?<![\d+(.-])(?!\d{3}\.\d{3}\.\d{3}(?!\d))"
    r"(?:1[-. ])?(?:\(\d{3}\)\s?|\d{3}[-.])\d{2,4}[-.]\d{2,6}(?![\d-])"
)
"""(312) 555-0143, 312-555-0143, 312.555.0143, and what is meant to be such a number."""
INTERNATIONAL = re.compile(r"(?<![\w+])\+\s?\d[\d ().\u00a0/–-]{3,22}\d")


def fault_of(number: str) -> str:
    """
    Why a number cannot be called, "" where it can.

    >>> fault_of("+44 20 7946 0101"), fault_of("+34 600 000 10")
    ('', 'after +34 come 9 digits, not 8')
    """
    plain = _EXTENSION.sub("", number.strip())
    if re.search(r"[^\W\d_]{2,}", plain):
        return ""
    if plain.lstrip("( ").startswith(("+", "00")):
        return _international(re.sub(r"\D", "", _TRUNK.sub("", plain)).removeprefix("00"))
    digits = re.sub(r"\D", "", plain)
    if not _DIGITS_MIN <= len(digits) <= _DIGITS_MAX:
        return f"it has {len(digits)} digits"
    if digits.startswith("020") and len(digits) < _LONDON_MIN:
        return f"it has {len(digits)} digits"
    if NORTH_AMERICAN.fullmatch(plain):
        return _north_american(digits.removeprefix("1") if len(digits) == 11 else digits)  # noqa: PLR2004 - with the 1
    return ""


def _international(digits: str) -> str:
    if not _DIGITS_MIN <= len(digits) <= _DIGITS_MAX:
        return f"it has {len(digits)} digits"
    for length in (1, 2, 3):
        code = digits[:length]
        if code not in _LENGTHS:
            continue
        fewest, most = _LENGTHS[code]
        rest = digits[length:]
        if not fewest <= len(rest) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
            return f"after +{code} come {wanted} digits, not {len(rest)}"
        if code == "1":
            return _north_american(rest)
        if code == "44" and rest.startswith("0"):
            return "after +44 the 0 falls away"
        return ""
    return ""


def _north_american(digits: str) -> str:
    if len(digits) != 10:  # noqa: PLR2004 - area, exchange, line
        return f"it has {len(digits)} digits, not 10"
    if digits[0] in "01":
        return f"no area code begins with {digits[0]}"
    if digits[3] in "01":
        return f"no number begins with {digits[3]} after the area code"
    return ""
