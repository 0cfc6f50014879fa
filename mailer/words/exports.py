"""
Cells that leave in a CSV file, and must not become formulas in a spreadsheet.

Promises: a cell that a spreadsheet would compute gets an apostrophe before it; every other cell is
written as it is. Pure.
"""

import re

_STARTS = tuple("=+-@\t\r")
_PHONE = re.compile(r"\+[\d ().]+")


def inert(cell: str) -> str:
    """
    The cell so that a spreadsheet shows it and does not run it.

    A telephone number such as `+44 20 7946 0000` is no formula, and stays what it is.

    >>> inert("=HYPERLINK(1)"), inert("+44 20 7946 0000"), inert("-1+2"), inert("Ana")
    ("'=HYPERLINK(1)", '+44 20 7946 0000', "'-1+2", 'Ana')
    """
    if cell.startswith(_STARTS) and not _PHONE.fullmatch(cell):
        return f"'{cell}"
    return cell
