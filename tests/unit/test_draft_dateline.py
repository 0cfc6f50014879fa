"""The dateline of a draft: place and day before a dash, and what only resembles one."""

from datetime import date

import pytest

from mailer.read.draft.dateline import read_dateline


@pytest.mark.parametrize(
    ("paragraph", "located", "dated", "rest"),
    [
        ("CHICAGO—December 5, 2018—This week", "CHICAGO", date(2018, 12, 5), "This week"),
        ("CHICAGO-December 5, 2018-This week", "CHICAGO", date(2018, 12, 5), "This week"),
        ("CHICAGO, Dec. 5, 2018 -- This week", "CHICAGO", date(2018, 12, 5), "This week"),
        ("CHICAGO (5 December 2018) – This", "CHICAGO", date(2018, 12, 5), "This"),
        ("LANSING, Mich., Sept. 4, 2018 — We", "LANSING, Mich.", date(2018, 9, 4), "We"),
        ("LANSING, Mich. — We", "LANSING, Mich.", None, "We"),
        ("NEW YORK – We", "NEW YORK", None, "We"),
        ("London, Wednesday 5th December 2018 - We", "London", date(2018, 12, 5), "We"),
        ("MADRID, 5 de diciembre de 2018 – El", "MADRID", date(2018, 12, 5), "El"),
        ("Madrid, 5 de diciembre de 2018.- El", "Madrid", date(2018, 12, 5), "El"),
        ("Ciudad de México, a 5 de marzo de 2018.- La", "Ciudad de México", date(2018, 3, 5), "La"),
        ("Ciudad de México, 5 de marzo de 2018. La", "Ciudad de México", date(2018, 3, 5), "La"),
        ("December 5, 2018 — CHICAGO — We", "CHICAGO", date(2018, 12, 5), "We"),
        ("December 5, 2018 — We", "", date(2018, 12, 5), "We"),
        ("A Coruña, 5 de junio de 2026 — El", "A Coruña", date(2026, 6, 5), "El"),
    ],
)
def test_datelines(paragraph: str, located: str, dated: date | None, rest: str) -> None:
    """A dateline is read with any dash, in two languages, and taken off to the letter."""
    read = read_dateline(paragraph)

    assert read is not None
    assert (read.located, read.dated) == (located, dated)
    assert paragraph[read.length :] == rest


@pytest.mark.parametrize(
    "paragraph",
    [
        "Chicago — a city that works — said yes",
        "The trust — founded in 1898 — runs it",
        "On December 5, 2018, the trust said — again",
        "CHICAGO, Dec. 5 — This week",
        "WASHINGTON-based groups met on Monday",
        "Well-known harbours: Northbank - Southquay",
        "Inter-American talks began",
        "CHICAGO, February 30, 2018 — This week",
    ],
)
def test_no_datelines(paragraph: str) -> None:
    """A dash alone makes no dateline, and a day without its year is left where it stands."""
    assert read_dateline(paragraph) is None
