"""`--where`: one recipient's columns and a few functions, and nothing else."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from press import a_recipient

from mailer.read.lists.condition import Condition
from mailer.read.recipient import KNOWN_COLUMNS
from mailer.words.errors import UsageError

COLUMNS = (*KNOWN_COLUMNS, "tier", "group", "café")
WHO = a_recipient(
    language="es", beat="Immigration", outlet="Radio, Sample", tier="2", group="A", name="José",
    café="no",
)  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("language='ES' and beat = 'immigration'", True),
        ("language in ('fr', 'de') or tier = 2", True),
        ("beat like 'immig%' and not tier = 1", True),
        ("name = 'JOSÉ'", True),
        ("\"group\" = 'a'", True),
        ("café = 'no'", True),
        ("list = 'press'", True),
        ("phone = '' and trusted = 'no'", True),
        ("email like '%@example.org'", True),
        ("cast(tier as integer) >= 3", False),
        ("coalesce(nullif(phone, ''), 'none') = 'none'", True),
        ("null", False),
        ("tier = 2 -- and 1 = 0", True),
        ("'x' = 'y'", False),
    ],
)
def test_a_condition_is_asked_of_a_recipient(expression: str, holds: bool) -> None:
    """Columns compare without capitals; a value that the list lacks is empty text."""
    assert Condition(expression, COLUMNS).holds(WHO) is holds


@pytest.mark.parametrize(
    ("expression", "what", "cure"),
    [
        ("langauge = 'es'", 'no column "langauge"', "language"),
        ('language = "es"', 'no column "es"', "single quotation marks"),
        ('"langauge" = 1', 'no column "langauge"', "language"),
        ("language", "is a text", "language = 'es'"),
        ("", "cannot be read", ""),
        ("beat = 'x", "cannot be read", ""),
        ("1; drop table recipient", "cannot be read", ""),
        ("beat\x00", "cannot be read", ""),
        ("group = 'a'", "cannot be read", '"group"'),
        ("(" * 300 + "1" + ")" * 300, "cannot be read", ""),
        ("1=1) union select 1 from sqlite_master --", "SELECT", ""),
        ("(select count(*) from sqlite_master)", "may not", ""),
        ("exists (select 1)", "SELECT", ""),
        ("email in (select a.email from recipient a, recipient b)", "SELECT", ""),
        ("load_extension('x')", "load_extension", ""),
        ("randomblob(1000000000) is null", "randomblob", ""),
        ("readfile('/etc/passwd') is null", "cannot be read", ""),
        ("with recursive c(x) as (select 1) select 1", "SELECT", ""),
    ],
)
def test_what_is_no_condition_is_refused(expression: str, what: str, cure: str) -> None:
    """A misspelt column, a text where a condition should be, and all that reaches further."""
    with pytest.raises(UsageError) as caught:
        Condition(expression, COLUMNS)

    assert what in caught.value.what
    assert cure in caught.value.cure
    assert caught.value.where == "--where"


def test_an_expression_ends() -> None:
    """One that would go on for long is stopped, and memory stays bounded."""
    long = " or ".join(f"name like '%{'a%' * 40}{n}'" for n in range(90))
    condition = Condition(f"length(name || name) > 1 or {long}", COLUMNS)

    assert condition.holds(WHO)


@given(st.text(max_size=40))
def test_no_expression_crashes(text: str) -> None:
    """Whatever is written is answered or refused with a sentence."""
    with contextlib.suppress(UsageError):
        assert Condition(text, COLUMNS).holds(WHO) in {True, False}


@given(st.dictionaries(st.sampled_from(COLUMNS[1:]), st.text(max_size=10), max_size=4))
def test_a_value_is_only_a_value(values: dict[str, str]) -> None:
    """No cell changes what an expression means."""
    recipient = a_recipient(**values)

    assert Condition("tier = '' or tier <> ''", COLUMNS).holds(recipient)
    assert Condition("beat = ''", COLUMNS).holds(recipient) is (not values.get("beat"))
