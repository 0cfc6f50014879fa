"""
What is odd about a row that can be mailed: a person should look, and decides.

Promises: newsroom desks, foreign names, domains in one script and phone numbers are not suspected.
Never: changes a value, or keeps a row from being mailed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from mailer.read.characters import MISREAD
from mailer.read.lists.cells import shown
from mailer.read.lists.findings import (
    DIGITS_LOST,
    FORMULA_TEXT,
    LIKELY_SLIP,
    LOOK_ALIKE,
    MISREAD_LETTERS,
    NO_VALUE,
    NOBODY_READS,
    found_in_row,
)
from mailer.read.lists.look_alike import looks_like_another
from mailer.words.addresses import Address
from mailer.words.findings import Finding

_NOBODY = re.compile(r"(?:no|do-?not)[-_.]?reply|nobody|abuse|(?:post|host)master|mailer-daemon")
_SHORTENED = re.compile(r"\+?\d(?:[.,]\d+)?[Ee]\+?\d+")
_NO_VALUE = frozenset(("NULL", "null", "None", "nan", "NaN", "undefined"))
"""Nan and Null are names."""
_PRINTED = ("first_name", "last_name", "name", "salutation", "outlet", "role")
_SLIPS = {
    slip: meant
    for meant, slips in {
        "gmail.com": """gmial.com gmai.com gmal.com gmil.com gnail.com gmaill.com gamil.com
            gmail.co gmail.con gmail.cm gmail.om""",
        "hotmail.com": "hotmial.com hotmai.com hotmal.com hotmail.co hotmail.con hotmil.com",
        "outlook.com": "outlok.com outloo.com outlook.co outlook.con",
        "yahoo.com": "yaho.com yahooo.com yahoo.co yahoo.con yhaoo.com",
        "icloud.com": "iclod.com icloud.co icloud.con",
    }.items()
    for slip in slips.split()
}
"""Misspelt domain → the provider that is meant."""


def suspicions(
    address: Address, values: Mapping[str, str], cells: Sequence[str], file: str, row: int
) -> Iterator[Finding]:
    """Findings about one row; `cells` are its values in the order of the file."""
    if not address.domain_shown.isascii() and looks_like_another(address.domain_shown):
        facts = {"shown": address.domain_shown, "domain": address.domain}
        yield found_in_row(LOOK_ALIKE, file, row, **facts)
    if _NOBODY.fullmatch(address.local.casefold()):
        yield found_in_row(NOBODY_READS, file, row, address=address)
    if meant := _SLIPS.get(address.domain):
        yield found_in_row(LIKELY_SLIP, file, row, domain=address.domain, meant=meant)
    phone = values["phone"]
    if phone and _SHORTENED.fullmatch(phone):
        yield found_in_row(DIGITS_LOST, file, row, column="phone", cell=shown(phone))
    yield from _of_texts(values, "".join(cells), file, row)


def _of_texts(values: Mapping[str, str], whole: str, file: str, row: int) -> Iterator[Finding]:
    """What other programs have made of a value; `whole` is all of them, to look once."""
    for column in _PRINTED:
        if values[column] in _NO_VALUE:
            yield found_in_row(NO_VALUE, file, row, column=column, cell=values[column])
    if not whole.isascii():
        for column, value in values.items():
            if re.search(MISREAD, value):
                yield found_in_row(MISREAD_LETTERS, file, row, column=column, cell=shown(value))
    if "=" in whole:
        for column, value in values.items():
            if value.startswith("="):
                yield found_in_row(FORMULA_TEXT, file, row, column=column)
