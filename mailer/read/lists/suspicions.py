"""
What is odd about a row that can be mailed: a person should look, and decides.

Promises: newsroom desks, foreign names, domains in one script and phone numbers are not suspected.
Never: changes a value, or keeps a row from being mailed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from mailer.read.lists.cells import shown
from mailer.read.lists.findings import (
    DIGITS_LOST,
    FORMULA_TEXT,
    LIKELY_SLIP,
    LOOK_ALIKE,
    NOBODY_READS,
    found_in_row,
)
from mailer.read.lists.look_alike import looks_like_another
from mailer.words.addresses import Address
from mailer.words.findings import Finding

_NOBODY = re.compile(r"(?:no|do-?not)[-_.]?reply|nobody|abuse|(?:post|host)master|mailer-daemon")
_SHORTENED = re.compile(r"\+?\d(?:[.,]\d+)?[Ee]\+?\d+")
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
    if "=" in "".join(cells):
        for column, value in values.items():
            if value.startswith("="):
                yield found_in_row(FORMULA_TEXT, file, row, column=column)
