"""The preflight of fields, links, Markdown and embargo: hits, near misses, and what is set aside."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from preflight import FRONT, NOW, ORGANISATION, findings, ids

from mailer.check.preflight import check_release
from mailer.read.release_file import parse_release
from mailer.read.settings import Organisation
from mailer.words.findings import Severity

EMBARGO = "embargoed_until: 2026-05-12 09:00 UTC\n"

BODIES = [
    ("PR007", "[the plan](javascript:alert(1))"),
    ("PR007", "[the plan](JaVaScRiPt:alert(1))"),
    ("PR007", "[the plan](data:text/html;base64,AAAA)"),
    ("PR007", "[the plan](file:///srv/a.pdf)"),
    ("PR007", "[the plan](/about)"),
    ("PR007", "[the plan](www.harbour.example)"),
    ("PR007", "[the plan]()"),
    ("PR007", "[the plan](#part)"),
    ("PR007", "[the plan](https://harbour.example/a b.pdf)"),
    ("PR007", "[the plan](<https://harbour.example/a b.pdf>)"),
    ("PR007", "[the plan](https://)"),
    ("PR007", "[the plan](https://[)"),
    ("PR007", "[the plan](mailto:press)"),
    ("PR007", "![A boat](photos/boat.jpg)"),
    ("PR007", "[the plan](https://bank.example@harbour.example/)"),
    ("PR007", "See https://bank.example@harbour.example/ now."),
    ("PR007", "[the plan](https://harbour.example/\u202ecod.exe)"),
    ("PR007", "[the plan](https://harbour.example/%E2%80%AEcod.exe)"),
    ("PR007", "![A boat](https://harbour.example/\u200ba.jpg)"),
    ("PR005", "Hi {recipient.first_name}, it opens."),
    ("PR005", "Hi { { recipient.first_name } }, it opens."),
    ("PR005", "Hi %first_name%, it opens."),
    ("PR008", "[the plan](http://harbour.example)"),
    ("PR008", "[the plan](https://localhost:8000/x)"),
    ("PR008", "[the plan](https://127.0.0.1/x)"),
    ("PR008", "[the plan](https://10.0.0.7/x)"),
    ("PR008", "[the plan](https://wiki.internal/x)"),
    ("PR016", "<script>alert(1)</script>"),
    ("PR016", "Look: <iframe src=x>"),
    ("PR016", "<p onclick=alert(1)>The quay</p>"),
    ("PR016", "<style>p { color: red }</style>"),
    ("PR016", "<link rel='stylesheet' href='https://harbour.example/x.css'>"),
    ("PR017", "The <b>quay</b> opens."),
    ("PR017", "<img src='http://harbour.example/a.png'>"),
    ("PR017", "<!-- later -->"),
    ("PR018", "![](https://harbour.example/a.jpg)"),
    ("PR019", "![A boat](http://harbour.example/a.jpg)"),
    ("PR025", "2018. A year of change."),
    ("PR026", "    The quay opens."),
]
GOOD_BODIES = [
    "[the plan](https://harbour.example/a)",
    "<https://harbour.example>",
    "[write](mailto:press@harbour.example) or [call](tel:+442079460101)",
    "[the plan]({{ organisation.website }})",
    "[the plan](https://harbour.example/{{ recipient.language }}/a)",
    "[the plan](https://8.8.8.8/)",
    "![A boat](https://harbour.example/a.jpg)",
    "[the plan](https://harbour.example/@press)",
    "Sales rose 50% and 20%name.",
    "5 < 6 and 7 > 6",
    "\\<b> is a tag",
    "`<b>` is a tag",
    "I <3 the quay",
    "1. one\n2. two",
    "31. a list that goes on",
    "2018\\. A year of change.",
    "- one\n\n    and more of it",
]


@pytest.mark.parametrize(("wanted", "body"), BODIES, ids=[f"{a}-{b[:40]}" for a, b in BODIES])
def test_flaw_of_the_text(wanted: str, body: str) -> None:
    """A flaw in the text is found once, under its id, with its line."""
    found = [each for each in findings("The quay opens.\n\n" + body) if each.severity != "note"]

    assert [(each.id, each.line) for each in found] == [(wanted, 8)]


@pytest.mark.parametrize("body", GOOD_BODIES)
def test_sound_text(body: str) -> None:
    """What is sound is left alone."""
    assert ids("The quay opens.\n\n" + body) == []


@pytest.mark.parametrize("mark", ["###", "# # #", "-30-", "ENDS", "FIN"])
def test_end_mark_in_the_text(mark: str) -> None:
    """An end mark in the text is noted, as the message brings its own."""
    assert ids(f"The quay opens.\n\n{mark}") == ["PR027"]


@pytest.mark.parametrize("line", ["## What happens next", "The end", "* * *"])
def test_no_end_mark_in_the_text(line: str) -> None:
    """A heading, a rule, or words about an end are none."""
    assert ids(f"The quay opens.\n\n{line}") == []


@pytest.mark.parametrize(
    ("wanted", "front"),
    [
        ("PR020", "headline: THE QUAY OPENS TODAY\n"),
        ("PR020", "headline: A quay\nsubject: THE QUAY OPENS TODAY\n"),
        ("PR021", f"headline: {'word and ' * 14}\nsubject: A quay\n"),
        ("PR022", f"headline: {'word and ' * 9}\n"),
        ("PR022", f"headline: A quay\nsubject: {'word and ' * 9}\n"),
        ("PR002", "headline: A quay\ncontacts:\n  - name: Ana Example\n    phone:\n    email:\n"),
        ("PR002", "headline: A quay\ncontacts:\n  - phone: 020 7946 0101\n"),
        ("PR018", "headline: A quay\nimages:\n  - path: photos/a.jpg\n    alt:\n"),
        ("PR029", 'headline: A quay\nignore:\n  - "PR999: a slip"\n'),
        ("EM003", "headline: A quay\nembargoed_until: 2026-05-11 08:59 UTC\n"),
        ("EM003", "headline: A quay\nembargoed_until: 2026-05-11 09:00 UTC\n"),
        ("PR005", "headline: News for {{ recipient.outlet }}\n"),
        ("PR005", 'headline: A quay\nsubhead: "{{ recipient.outlet }}"\n'),
        ("PR005", "headline: A quay\nby: By {{ recipient.first_name }}\n"),
        ("PR005", "headline: A quay\navailability:\n  - Ana on {{ recipient.beat }}\n"),
        ("PR005", "headline: A quay\ned_note: See {{ recipient.beat }}.\n"),
        ("PR005", "headline: A quay\nboilerplate: We like {{ recipient.beat }}.\n"),
        (
            "PR005",
            'headline: A quay\ncontacts:\n  - name: "{{ a }} Example"\n    phone: 020 7946 0101\n',
        ),
        ("PR015", "headline: A q\U000e0041uay\n"),
        (
            "PR042",
            "headline: A quay\ncontacts:\n  - name: Ana Example\n    phone: javascript:alert(1)\n",
        ),
        ("PR042", "headline: A quay\ncontacts:\n  - name: Ana Example\n    phone: call me\n"),
        ("EM016", "headline: A quay\nexpires: 2026-05-11 09:00 UTC\n"),
        ("EM017", f"headline: A quay\n{EMBARGO}expires: 2026-05-12 09:00 UTC\n"),
    ],
)
def test_flaw_of_a_field(wanted: str, front: str) -> None:
    """A flaw of a field is found under its id."""
    assert ids(front="located: Northbank\ndate: 2026-05-12\n" + front) == [wanted]


@pytest.mark.parametrize(
    "front",
    [
        "headline: NATO MEETS\n",
        f"headline: {'word and ' * 7}\n",
        f"headline: A quay\nsubject: For {{{{ recipient.name }}}} {'word and ' * 6}\n",
        "headline: A quay\ncontacts:\n  - name: Ana Example\n    phone: 020 7946 0101\n",
        "headline: A quay\nimages:\n  - path: photos/a.jpg\n    alt: A boat\n",
        "headline: A quay\nembargoed_until: 2026-05-11 09:01 UTC\n",
        "headline: A quay\nsubhead: For \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e007f\n",
        "headline: A quay\ncontacts:\n  - name: Ana Example\n    phone: 0800 FERRIES\n",
        f"headline: A quay\n{EMBARGO}expires: 2026-05-12 09:01 UTC\n",
    ],
)
def test_sound_field(front: str) -> None:
    """A sound field is left alone."""
    assert ids(front="located: Northbank\ndate: 2026-05-12\n" + front) == []


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"contacts": ()}, "PR003"),
        ({"postal_address": " "}, "PR028"),
        ({"boilerplate": {"es": "Cuida."}}, "PR023"),
    ],
)
def test_what_the_sender_lacks(change: dict, wanted: str) -> None:
    """What neither the release nor mailer.toml has is said."""
    assert ids(organisation=replace(ORGANISATION, **change)) == [wanted]


def test_what_the_release_brings_itself() -> None:
    """A release with its own contact and boilerplate needs none from mailer.toml."""
    front = FRONT + "boilerplate: The trust.\ncontacts:\n  - name: Ana\n    phone: 555-0100\n"

    assert ids(front=front, organisation=Organisation(postal_address="1 Quay")) == []


def test_incomplete_dateline() -> None:
    """News without place and day gets a note; a withdrawal needs none."""
    assert ids(front="headline: A quay\n") == ["PR024"]
    assert ids(front="headline: A quay\nkind: withdrawal\n") == []


@pytest.mark.parametrize(
    "body",
    [
        "FOR IMMEDIATE RELEASE\n\nThe quay opens.",
        "**For immediate release**\n\nThe quay opens.",
        "PARA DIFUSIÓN INMEDIATA\nEl muelle abre.",
    ],
)
def test_immediate_release_under_embargo(body: str) -> None:
    """Text that says "for immediate release" contradicts an embargo, and only an embargo."""
    assert ids(body, FRONT + EMBARGO) == ["EM001"]
    assert ids(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "EMBARGOED UNTIL 9 A.M. UTC, TUESDAY\n\nThe quay opens.",
        "*Embargoed until Tuesday*\n\nThe quay opens.",
        "EMBARGO\n\nThe quay opens.",
        "EMBARGADO HASTA EL MARTES\n\nEl muelle abre.",
    ],
)
def test_embargo_in_the_text_alone(body: str) -> None:
    """Text that speaks of an embargo which no field holds is an error."""
    assert ids(body) == ["EM002"]
    assert ids(body, FRONT + EMBARGO) == []


@pytest.mark.parametrize(
    "body",
    [
        "The oil embargo until March hurt the town.",
        "Embargo or not, the boats will sail.",
        "Immediate release of the prisoners was asked for.",
        "It is not for immediate release.",
    ],
)
def test_other_embargoes(body: str) -> None:
    """Sentences about embargoes and releases are no release lines."""
    assert "EM002" not in ids(body)
    assert "EM001" not in ids(body.replace("Immediate release", "The release"), FRONT + EMBARGO)


def test_ignored_with_a_reason() -> None:
    """A finding set aside with a reason does not appear; the others stay."""
    front = FRONT + 'ignore:\n  - "PR013: the quotation is verbatim"\n'

    assert ids("The US and the U.S. have TK boats.", front) == ["PR005"]


def test_every_variant_is_checked() -> None:
    """Findings of a release in two languages name the file they are in."""
    files = {
        "releases/quay.en.md": f"---\n{FRONT}---\nThe quay has TK steps.\n".encode(),
        "releases/quay.es.md": f"---\n{FRONT}---\nEl muelle tiene XXXX.\n".encode(),
    }
    release, _ = parse_release(files, "quay", now=NOW)
    found = check_release(release, organisation=ORGANISATION, now=NOW)

    assert [(each.file, each.line) for each in found] == [
        ("releases/quay.en.md", 6),
        ("releases/quay.es.md", 6),
    ]


def test_errors_come_first() -> None:
    """Findings are ordered by severity, then by place."""
    found = findings(
        "ENDS is  near.\n\nThe quay has TK steps.\n\n[the plan](http://a.example)\n\n###"
    )
    severities = [list(Severity).index(each.severity) for each in found]

    assert severities == sorted(severities)
    assert found[0].id == "PR005"


def test_now_decides_about_the_embargo() -> None:
    """The same release is sound before its embargo and warned of after it."""
    lifts = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)

    assert [
        each.id for each in findings(front=FRONT + EMBARGO, now=lifts - timedelta(seconds=1))
    ] == []
    assert [each.id for each in findings(front=FRONT + EMBARGO, now=lifts)] == ["EM003"]


@pytest.mark.parametrize(
    "body",
    ["“" * 3000, "[" * 1000, "<" * 1000, "* " * 3000, "`" * 3000, "Aa " * 3900, "(ABC) " * 1900,
     "A-B-C-D-E-F-G-H-I-J-K-L-M-N (ABCDE) " * 200, "{% " * 3000, "US " * 3900, "- " * 400, "]( " * 3000,
     "<a " * 1000, "’s" * 3000, "Tuesday " * 1400],
    ids=lambda body: body[:8],
)  # fmt: skip
@pytest.mark.timeout(10)
def test_hostile_text_ends_soon(body: str) -> None:
    """As long a run of any sign as a release may have is checked in seconds."""
    assert isinstance(findings(body), tuple)


TABLES = """headline: A quay
located: Northbank
date: 2026-05-12
contacts:
  - name: Ana Example
    email: ana@quay.example
  - name: Ben Sample
    role: Deputy
    phone: +44 141 496 01
  - name: Cleo Nobody
images:
  - path: images/quay.jpg
    alt: The quay at dawn
    caption: The quay on Monday 12 May 2026
  - path: images/crane.jpg
"""


@pytest.mark.parametrize(
    ("check", "line"),
    [
        ("PR002", 11),  # Cleo, who can be neither called nor written to
        ("PR042", 10),  # Ben's number
        ("PR004", 15),  # the caption's weekday
        ("PR018", 16),  # the picture without words
    ],
)
def test_a_finding_names_the_line_inside_a_table(check: str, line: int) -> None:
    """A contact, a picture and what is written about them have lines of their own."""
    assert [each.line for each in findings(front=TABLES) if each.id == check] == [line]


def test_jinja_in_the_settings() -> None:
    """What mailer.toml says of the sender is printed as it stands."""
    ours = replace(ORGANISATION, boilerplate={"en": "We like {{ recipient.outlet }}."})
    (found,) = findings(organisation=ours)

    assert (found.id, found.file) == ("PR005", "mailer.toml")
    assert "body, subject: and preheader:" in found.cure


@pytest.mark.parametrize(
    ("paths", "wanted"),
    [
        (("a.pdf", "a.pdf"), ["PR119"]),
        (("a.pdf", "b.pdf"), []),
        (("a.exe",), ["PR120"]),
        (("A.JS",), ["PR120"]),
    ],
)
def test_files_that_travel(paths: tuple[str, ...], wanted: list[str]) -> None:
    """The same file twice, and kinds that mail programs stop, are told."""
    files = "".join(f"  - {path}\n" for path in paths)

    assert ids(front=f"{FRONT}attachments:\n{files}") == wanted
