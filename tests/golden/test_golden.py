"""
Golden files: what a release becomes, to the byte. MAILER_UPDATE_GOLDEN=1 writes them anew.

Date, boundary and Message-ID are fixed by the values that go in; nothing is masked.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from press import a_mould, a_recipient, a_release, a_variant
from shipped import TEMPLATES

from mailer.merge.gaps import text_part
from mailer.read.release import Event, Kind
from mailer.render.view import Marking
from mailer.words.times import parse_time

HERE = Path(__file__).parent
NOW = datetime(2026, 5, 1, 7, 0, tzinfo=UTC)
BODY = """{greeting} {{{{ recipient.first_name or "{nobody}" }}}},

The **night ferry** returns on May 5. See [the timetable](https://harbour.example/ferry?a=1&b=2).

> “The ferry is back,” said the harbour master.

- first boat at 6 a.m.
- last boat at midnight

| Route | Minutes |
|---|--:|
| Northbank to {{{{ recipient.outlet }}}} | 25 |
"""
ENGLISH = a_variant(
    subject="{{ recipient.outlet }}: night ferry returns",
    body=BODY.format(greeting="Dear", nobody="colleague"),
    subhead="Boats run again after five years",
    availability=("From **Northbank**: the harbour master",),
    ed_note="Photographs on request.",
)
SPANISH = a_variant(
    language="es",
    file="releases/ferry.es.md",
    headline="Vuelve el transbordador nocturno",
    body=BODY.format(greeting="Hola", nobody="colega"),
)
ADVISORY = a_variant(
    headline="First crossing of the night ferry",
    body="Journalists are invited on board.\n",
    event=Event(
        starts=parse_time("2026-05-05 21:00 Europe/London"),
        ends=parse_time("2026-05-05 22:30 Europe/London"),
        what="The first crossing",
        where="Pier 2, Northbank; north gate",
        rsvp="By [email](mailto:press@harbour.example)",
    ),
)
CASES = {
    "english": ((ENGLISH,), {"language": "en"}, {}, Marking()),
    "spanish": ((ENGLISH, SPANISH), {"language": "es"}, {}, Marking()),
    "text-only": ((ENGLISH,), {"format": "text"}, {}, Marking()),
    "embargoed": (
        (ENGLISH,),
        {},
        {"embargoed_until": parse_time("2026-05-05 09:00 Europe/London")},
        Marking(embargoed=True),
    ),
    "advisory": ((ADVISORY,), {}, {"kind": Kind.ADVISORY, "template": "advisory"}, Marking()),
    "test": ((ENGLISH,), {"first_name": ""}, {}, Marking(test=True)),
}


def rendered(case: str) -> dict[str, bytes]:
    variants, values, changes, marking = CASES[case]
    mould = a_mould(a_release(*variants, **changes), TEMPLATES)
    person = {"first_name": "José", "last_name": "Ñandú", "outlet": 'The "Daily" <B>'} | values
    recipient = a_recipient("jose@example.org", **person)
    composed, _subject = mould.compose(recipient, marking)
    parts = mould.renderer.render(recipient, mould.variant_for(recipient), marking)
    text = text_part(parts.text, mould.renderer.mark).fill(parts.slots)
    files = {"eml": composed.skeleton.fill(composed.holes, NOW), "txt": text.encode()}
    if not parts.text_only:
        files["html"] = mould.inliner.part(parts.html)[1].fill(parts.slots).encode()
    return files


@pytest.mark.parametrize("case", CASES)
def test_the_bytes_are_as_agreed(case: str) -> None:
    """Each case gives exactly the golden .eml, .html and .txt."""
    for suffix, content in rendered(case).items():
        golden = HERE / f"{case}.{suffix}"
        if os.environ.get("MAILER_UPDATE_GOLDEN"):
            golden.write_bytes(content)

        assert content.decode() == golden.read_bytes().decode()


@pytest.mark.parametrize("case", [case for case in CASES if case != "text-only"])
def test_the_page_stays_small(case: str) -> None:
    """A whole page is under 60 KB, far from where Gmail clips it (102 KB)."""
    assert len(rendered(case)["html"]) < 60_000


@pytest.mark.parametrize("case", CASES)
def test_lines_of_text_are_short(case: str) -> None:
    """No line of the text part is wider than 72 columns, but for a URL that alone is."""
    wide = [
        line
        for line in rendered(case)["txt"].decode().splitlines()
        if len(line) > 72 and "https://" not in line
    ]

    assert not wide
