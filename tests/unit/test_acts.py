"""Acts about a release: what each person gets, and what is said to have changed."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from press import a_release, a_variant

from mailer.check.revision import Change, changes_between
from mailer.check.versions import check_version, subject_stem
from mailer.read.frozen_release import freeze_release, thaw_release
from mailer.read.release import (
    Attachment,
    Event,
    Image,
    Kind,
    Original,
    PressContact,
    Quotation,
    Release,
    Variant,
)
from mailer.render.change_note import change_note
from mailer.render.markdown import markdown_tree, parse_markdown
from mailer.render.plain_text import TextWriter
from mailer.render.renderer import tagged
from mailer.schedule.acts import REVISING, Reason, Share, pub_status_of, share_of
from mailer.words.errors import UsageError
from mailer.words.states import Act, DeliveryState, PubStatus
from mailer.words.times import ZonedTime

S = DeliveryState


@dataclass(frozen=True)
class ACopy:
    version: int
    act: Act
    state: DeliveryState
    message_id: str = "<one@harbour.example>"
    doubted: bool = False


COVERING = (S.PLANNED, S.WITHHELD, S.DEFERRED, S.ACCEPTED, S.IN_DOUBT)
HISTORIES = some.lists(
    some.builds(
        ACopy,
        some.integers(1, 5),
        some.sampled_from(list(Act)),
        some.sampled_from(COVERING),
        some.integers(1, 99).map(lambda number: f"<{number}@harbour.example>"),
        some.booleans(),
    ),
    max_size=5,
)


@given(HISTORIES, some.sampled_from(list(Act)[1:]), some.integers(1, 6), some.booleans())
def test_everybody_gets_exactly_one_of_three(
    copies: list[ACopy], act: Act, version: int, asked_for: bool
) -> None:
    """For any history: an answer, a first copy, or nothing and why; each where it belongs."""
    share = share_of(copies, act, version, asked_for=asked_for)
    got = [one for one in copies if one.state in (S.ACCEPTED, S.IN_DOUBT) or one.doubted]
    covered = any(one.version == version for one in copies)

    assert (share.sense is None) != (share.reason is None)
    assert (share.reason is Reason.REACHED) == covered
    if share.answers:
        assert share.sense is not None
        assert share.sense.answers == got[-1].message_id
        assert share.sense.act is act
    elif share.sense is not None:
        assert share.sense.act is Act.ORIGINAL
        assert act in REVISING
        assert not got
        assert copies or asked_for
    elif not covered:
        assert not got or act is Act.RELEASE_OF_HOLD


def test_a_lift_is_for_those_who_were_told_to_hold() -> None:
    """Who got the release after the hold, or before it was sent to them, hears nothing of a lift."""
    held = [ACopy(1, Act.ORIGINAL, S.ACCEPTED), ACopy(2, Act.HOLD, S.IN_DOUBT, "<h@x.example>")]

    assert share_of(held[:1], Act.RELEASE_OF_HOLD, 3) == Share(reason=Reason.NO_HOLD)
    answer = share_of(held, Act.RELEASE_OF_HOLD, 3).sense
    assert answer is not None
    assert answer.answers == "<h@x.example>"


@pytest.mark.parametrize(
    ("acts", "status"),
    [
        ([Act.ORIGINAL], PubStatus.USABLE),
        ([Act.ORIGINAL, Act.HOLD], PubStatus.WITHHELD),
        ([Act.ORIGINAL, Act.HOLD, Act.ORIGINAL], PubStatus.WITHHELD),
        ([Act.ORIGINAL, Act.HOLD, Act.RELEASE_OF_HOLD], PubStatus.USABLE),
        ([Act.ORIGINAL, Act.HOLD, Act.CORRECTION], PubStatus.USABLE),
        ([Act.ORIGINAL, Act.WITHDRAWAL], PubStatus.CANCELED),
        ([Act.ORIGINAL, Act.WITHDRAWAL, Act.UPDATE], PubStatus.USABLE),
    ],
)
def test_pub_status_follows_the_acts(acts: list[Act], status: PubStatus) -> None:
    """The latest act that says something about use decides."""
    assert pub_status_of(acts) is status


EMBARGO = ZonedTime(datetime(2026, 5, 1, 8, tzinfo=UTC), "Europe/London")
FULL = a_variant(
    subhead="Crossings every night",
    by="Ana Example",
    body="First *one*.\n\nThen [two](https://harbour.example/a).\n\n- three\n- four\n",
    quotation=Quotation("“Good.”", "Ana Example"),
    event=Event(EMBARGO, None, who="All", what="A walk", where="Pier", rsvp="By noon"),
    images=(Image("a.jpg", alt="A pier", content=b"picture"),),
    attachments=(Attachment("plan.pdf", "Plan", content=b"plan"),),
    availability=("The **director** can be called.",),
    ed_note="Please call first.",
    usage_terms="Free to use.",
)
CHANGES: dict[str, object] = {
    "headline": "Day ferry returns",
    "subhead": "Crossings every day",
    "by": "",
    "located": "Southbank",
    "dated": date(2026, 5, 2),
    "quotation.text": replace(FULL, quotation=Quotation("“Bad.”", "Ana Example")),
    "event.where": replace(FULL, event=replace(FULL.event, where="Gate")),
    "images": (Image("a.jpg", alt="A pier", content=b"another picture"),),
    "attachments": (),
    "availability": ("The **director** can be called.", "So can the captain."),
    "boilerplate": "The Trust owns the harbour.",
    "contacts": (PressContact("Ana Example", "Press", "+44 20 7946 0001"),),
    "ed_note": "Please write first.",
    "usage_terms": "",
    "body": FULL.body.replace("one", "nine").replace("example/a", "example/b"),
}


def changed(parts: set[str]) -> Variant:
    variant = FULL
    for part in sorted(parts):
        change = CHANGES[part]
        name = part.partition(".")[0]
        value = getattr(change, name) if isinstance(change, Variant) else change
        variant = replace(variant, **{name: value})
    return variant


@given(some.sets(some.sampled_from(sorted(CHANGES))))
def test_every_changed_part_is_named_and_no_other(parts: set[str]) -> None:
    """For any two versions the note names what differs, and nothing that does not."""
    before, after = thaw_release(freeze_release(a_release(FULL))), a_release(changed(parts))
    after = thaw_release(freeze_release(after))
    found = list(changes_between(before, after, before.variants[0], after.variants[0]))

    assert {change.part for change in found} == parts
    note = change_note(found, "en")
    assert note.count("\n- ") + 1 == len(found) or not found


@given(some.lists(some.text("ab*_[]{}<>#` \n", min_size=1), max_size=6), some.data())
def test_any_body_is_compared(paragraphs: list[str], data: some.DataObject) -> None:
    """Any two bodies: nothing is said of equal ones, something of different ones."""
    other = data.draw(some.permutations(paragraphs).map(list) | some.just([*paragraphs, "ab"]))
    before, after = (a_variant(body="\n\n".join(each)) for each in (paragraphs, other))
    found = list(changes_between(a_release(before), a_release(after), before, after))

    assert bool(found) == (before.body != after.body)
    for language in ("en", "ar"):
        note = change_note(found, language)
        assert "{" not in note.replace("\\{", "")


def test_the_note_reads_as_a_correction_does() -> None:
    """Where, what it was, what it is: shortly, in the language, and never as Markdown."""
    sentence = (
        "The night ferry carried {} people over the harbour, more than in any year since 1955."
    )
    before, after = (
        a_variant(body=f"One.\n\n{sentence.format(number)}\n\nThree.\n")
        for number in ("91,400 *glad*", "9,140 *glad*")
    )
    changes = list(changes_between(a_release(before), a_release(after), before, after))
    shown = TextWriter("q").write(markdown_tree(parse_markdown(change_note(changes, "es"))))

    assert [change.number for change in changes] == [2]
    assert "En el párrafo 2: «The night ferry carried 91,400 glad people over the …»" in " ".join(
        shown.split()
    )
    risky = change_note([Change("headline", "<b>{{ x }}</b>", "[a](b)")], "en")
    assert "<b>{{ x }}</b>" in TextWriter("q").write(markdown_tree(parse_markdown(risky)))


@pytest.mark.parametrize(
    ("language", "before", "after", "said"),
    [
        ("en", "Old", "New", "Headline: “Old” → “New”"),
        ("de", "Alt", "Neu", "Überschrift: „Alt“ → „Neu“"),
        ("en", "“It is back,” she said.", "It went.", "“It is back,” she said. → It went."),
        ("es", "", "Dijo: «Ya»", "nuevo: Dijo: «Ya»"),
        ("en", '"It is back."', "", 'left out: "It is back."'),
    ],
)
def test_no_quotation_mark_is_doubled(language: str, before: str, after: str, said: str) -> None:
    """A text that brings its own marks gets no others around it; all others get the language's."""
    note = change_note([Change("headline", before, after)], language)

    assert said in note


def test_a_frozen_release_comes_back() -> None:
    """Every word survives the ledger; a file survives as its hash."""
    release = a_release(
        replace(FULL, original=Original("Old", date(2026, 4, 1)), correction_note="This."),
        embargoed_until=EMBARGO,
        version=3,
    )
    back = thaw_release(freeze_release(release))

    assert replace(back.variants[0], images=(), attachments=()) == replace(
        release.variants[0], images=(), attachments=(), lines={}
    )
    assert (back.embargoed_until, back.version, back.kind) == (EMBARGO, 3, Kind.NEWS)
    assert freeze_release(back) != freeze_release(release)
    assert thaw_release(freeze_release(back)).variants[0].headline == FULL.headline
    with pytest.raises(UsageError, match="holds no text"):
        thaw_release("{}")


@pytest.mark.parametrize(
    ("before", "after", "stem"),
    [
        ({"subject": "Ferry"}, {"subject": "Ferry"}, "Ferry"),
        ({"subject": "Ferry"}, {"subject": "Boat"}, "Boat"),
        ({"subject": "Ferry"}, {}, "Ferry"),
        ({}, {"headline": "Day ferry"}, "Night ferry returns"),
        ({}, {}, ""),
    ],
)
def test_a_subject_is_kept_unless_the_author_changes_it(
    before: dict[str, str], after: dict[str, str], stem: str
) -> None:
    """An answer bears the subject of what it answers, and a tag in front; never Re:."""
    assert subject_stem(a_variant(**before), a_variant(**after)) == stem
    assert tagged("Ferry", "es-MX", Act.CORRECTION) == "CORRECCIÓN: Ferry"
    assert tagged("Correction: Ferry", "en", Act.CORRECTION) == "Correction: Ferry"


def test_the_next_version_is_checked_against_the_last() -> None:
    """A stale note, a kept headline, a moved embargo and a lost language are found."""
    spanish = a_variant(language="es", file="releases/ferry.es.md")
    before = a_release(a_variant(correction_note="The price."), spanish)
    after = a_release(
        a_variant(correction_note="The price.", headline="Day ferry"), embargoed_until=EMBARGO
    )

    assert [finding.id for finding in check_version(before, after)] == [
        "EM023",
        "EM022",
        "EM020",
        "EM021",
    ]
    same: Release = a_release(a_variant(), spanish)
    assert list(check_version(same, same)) == []
