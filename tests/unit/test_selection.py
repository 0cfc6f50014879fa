"""Selection: several lists, each address once, and only those who are asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.read.lists.media_list import MediaListReader, read_media_list
from mailer.read.lists.selection import Choice, Selected, Selection, read_keys
from mailer.words.errors import MediaListError, UsageError
from mailer.words.findings import Finding

HEADER = "email,tags,language,trusted\n"
NATIONAL = "ana@example.org,politics;City,es-MX,no\nbo@example.org,sport,en,\nbad,,,\n"
LOCAL = "Bo@example.org,city,en,yes\ncy@example.org,city,,\n"


def a_list(name: str, rows: str) -> MediaListReader:
    content = rows if rows.startswith("email") else HEADER + rows
    return read_media_list([content.encode()], name=name, file=f"lists/{name}.csv")


def chosen(choice: Choice) -> list[str]:
    lists = [a_list("national", NATIONAL), a_list("local", LOCAL)]
    return [
        str(each.recipient.address)
        for each in Selection(lists, choice)
        if isinstance(each, Selected)
    ]


def test_the_first_list_decides_about_an_address() -> None:
    """An address in two lists is one recipient, with the row and the trust of the first list."""
    selection = Selection([a_list("national", NATIONAL), a_list("local", LOCAL)])
    out = list(selection)
    recipients = {str(each.recipient.address): each.recipient for each in out
                  if isinstance(each, Selected)}  # fmt: skip

    assert list(recipients) == ["ana@example.org", "bo@example.org", "cy@example.org"]
    assert recipients["bo@example.org"].media_list == "national"
    assert not recipients["bo@example.org"].trusted
    (duplicate,) = [each for each in out if isinstance(each, Finding) and each.id == "ML003"]
    assert (duplicate.file, duplicate.row) == ("lists/local.csv", 2)
    assert "row 3 of national" in duplicate.what


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(), "ana bo cy"),
        (Choice(exclude=frozenset({"bo@example.org"})), "ana cy"),
        (Choice(tags=frozenset({"CITY"})), "ana cy"),
        (Choice(tags=frozenset({"city", "sport"})), "ana bo cy"),
        (Choice(tags=frozenset({"opera"})), ""),
        (Choice(languages=frozenset({"es"})), "ana"),
        (Choice(languages=frozenset({"es-mx", "en"})), "ana bo"),
        (Choice(languages=frozenset({"es-ES"})), ""),
        (Choice(limit=2), "ana bo"),
        (Choice(limit=0), ""),
        (Choice(tags=frozenset({"city"}), limit=1), "ana"),
    ],
)
def test_only_those_asked_for_are_selected(choice: Choice, expected: str) -> None:
    """Excluded, tag, language and limit each leave out, in this order."""
    assert " ".join(address.partition("@")[0] for address in chosen(choice)) == expected


def test_a_tag_of_a_later_list_does_not_bring_an_address_back() -> None:
    """Bo has the tag city only in the second list; the first list's row decides."""
    assert "bo@example.org" not in chosen(Choice(tags=frozenset({"city"})))


def test_rows_beyond_the_limit_are_still_checked() -> None:
    """A bad row is named even where the limit was reached before it."""
    selection = Selection([a_list("national", NATIONAL)], Choice(limit=1))
    findings = [each.id for each in selection if isinstance(each, Finding)]

    assert findings == ["ML001"]
    assert selection.tally.beyond_limit == 1


def test_wrong_bytes_after_the_limit_still_refuse_the_list() -> None:
    """A list that turns out to be unreadable is refused, wherever the limit lies."""
    broken = read_media_list(
        [b"email\na@example.org\n", b"b\xff@example.org\n"], name="x", file="lists/x.csv"
    )
    with pytest.raises(MediaListError):
        list(Selection([broken], Choice(limit=1)))


def test_keys_of_a_list_can_be_excluded() -> None:
    """A list to exclude gives its keys, and says what is wrong with its rows."""
    keys, findings = read_keys(a_list("national", NATIONAL))

    assert keys == {"ana@example.org", "bo@example.org"}
    assert [each.id for each in findings] == ["ML001"]


ROW = st.tuples(
    st.sampled_from(
        ["a@example.org", "A@example.org", "b@example.org", "c@example.org", "bad", ""]
    ),
    st.sampled_from(["", "city", "sport;city"]),
    st.sampled_from(["", "en", "es-MX"]),
    st.sampled_from(["", "yes", "maybe"]),
).map(",".join)


@given(
    st.lists(st.lists(ROW, max_size=8), max_size=4),
    st.builds(
        Choice,
        exclude=st.frozensets(st.sampled_from(["a@example.org", "b@example.org"])),
        tags=st.frozensets(st.sampled_from(["city", "sport"])),
        languages=st.frozensets(st.sampled_from(["en", "es"])),
        limit=st.none() | st.integers(0, 4),
    ),
)
def test_the_sums_hold_over_all_lists(lists: list[list[str]], choice: Choice) -> None:
    """Every row is kept, rejected, a duplicate or blank; every one kept is selected or left out."""
    readers = [a_list(f"list{at}", "".join(f"{row}\n" for row in rows))
               for at, rows in enumerate(lists)]  # fmt: skip
    selection = Selection(readers, choice)
    keys = [each.recipient.address.key for each in selection if isinstance(each, Selected)]
    tally = selection.tally

    assert len(keys) == len(set(keys)) == tally.selected
    assert tally.rows.read == sum(map(len, lists))
    assert tally.rows.read == (
        tally.rows.kept + tally.rows.rejected + tally.rows.duplicates + tally.rows.blank
    )
    assert tally.rows.kept == (
        tally.excluded + tally.filtered + tally.beyond_limit + tally.selected
    )
    assert not set(keys) & set(choice.exclude)  # type: ignore[call-overload]


OUTLETS = """email,name,outlet,tier
ana@example.org,Ana,Radio,1
bo@example.org,Bo,RADIO,2
cy@example.org,Cy,,1
di@example.org,Di,,2
eva@example.org,Eva,Tideline,1
"""


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (Choice(one_per="outlet"), "ana cy di eva"),
        (Choice(one_per="outlet", where="tier = 2"), "bo di"),
        (Choice(where="outlet = 'radio' or tier = 2", limit=2), "ana bo"),
        (Choice(where="list = 'national'"), "ana bo cy di eva"),
        (
            Choice(one_per="outlet", passed_over=lambda one: one.values["name"] == "Ana"),
            "ana bo cy di eva",
        ),
    ],
)
def test_conditions_and_one_per_outlet(choice: Choice, names: str) -> None:
    """A condition asks first, then one per outlet; who gets nothing takes nobody's place."""
    selection = Selection([a_list("national", OUTLETS)], choice)
    out = [each.recipient.address.local for each in selection if isinstance(each, Selected)]
    tally = selection.tally

    assert " ".join(out) == names
    assert tally.rows.kept == tally.excluded + tally.filtered + tally.beyond_limit + tally.selected
    assert [each.partition("@")[0] for each in selection.examples] == out


@pytest.mark.parametrize(
    ("choice", "cure"), [(Choice(one_per="outlt"), "outlet"), (Choice(where="teir = 1"), "tier")]
)
def test_a_misspelt_column_is_refused_before_a_row_is_read(choice: Choice, cure: str) -> None:
    """The nearest column of the lists is named."""
    with pytest.raises(UsageError) as caught:
        Selection([a_list("national", OUTLETS)], choice)

    assert cure in caught.value.cure
