"""
The preview: what one page shows of a release, one recipient's message, and all that is wrong.

Here are the page and the documents that its script reads: live, it asks a server for them; as a
file (`still_page`) it carries them inside itself and works from disk without a network.

Promises: every value enters as data and is shown as text; the page runs its own script alone and
loads nothing from elsewhere; nothing in it changes anything or sends.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from string import Template

from mailer.read.release import Release
from mailer.report.candidates import Person
from mailer.report.frame import Look, framed
from mailer.report.message_view import GMAIL_CLIPS_AT, MessageView
from mailer.report.packing import Lines, packed, page_file, seal
from mailer.words.errors import MailerError
from mailer.words.findings import Finding
from mailer.words.times import ZonedTime
from mailer.words.zones import zone_named

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_STILL_POLICY = (
    "default-src 'none'; script-src '$seal'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_LINES_MAX = 4_000
_ZONES_MAX = 8
_WORDS_MAX = 120
_KEY = re.compile(r"^\s*(?:-\s+)?[A-Za-z_]+:(?:\s+|$)")
_MARKS = re.compile(r"\{[{%#].*?[}%#]\}|\]\([^)]*\)|[\[\]*_`>#|\\]|^\s*(?:[-+]|\d+\.)\s")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the release, as it is on disk."""

    file: str
    lines: tuple[str, ...]


def preview_page() -> str:
    """The live page; its script and style lie beside it."""
    return _shell(
        head='<link rel="stylesheet" href="preview.css">',
        foot='<script src="preview.js"></script>',
    )


def page_style() -> str:
    """The page's style sheet."""
    return page_file("look.css", "preview.css")


def page_script() -> str:
    """The page's script."""
    return page_file("preview.js")


def still_page(document: Mapping[str, object]) -> str:
    """The page as one file. `document`: what `still_document` made."""
    script = page_script()
    policy = Template(_STILL_POLICY).substitute(seal=seal(script))
    return _shell(
        head=f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<style>{page_style()}</style>",
        foot=f'<script type="application/json" id="still">{packed(document)}</script>\n'
        f"<script>{script}</script>",
    )


def still_document(
    views: Sequence[tuple[dict[str, object], MessageView | None]],
    people: Mapping[str, object],
) -> dict[str, object]:
    """All views of the page, with every look of each message; shared lines are kept once."""
    lines = Lines()
    shown = []
    pictures: dict[str, str] = {}
    for view, message in views:
        own: dict[str, object] = {name: view[name] for name in ("person", "standing", "error")}
        if message is not None:
            looks = Look if message.html else ()
            own["frames"] = {look: lines.numbers_of(framed(message.html, look)) for look in looks}
            own["message"] = message_document(message) | {
                "html": lines.numbers_of(message.html),
                "text": lines.numbers_of(message.text),
            }
            pictures |= message.pictures
        shown.append(own)
    common = {**views[0][0], "message": None}
    return {
        "lines": lines.table,
        "pictures": pictures,
        "people": {**people, "rows": []},
        "common": common,
        "views": shown,
    }


def error_document(error: MailerError) -> dict[str, object]:
    """Why there is no message to show: where, what, cure."""
    place = re.fullmatch(r"(?P<file>.+), line (?P<line>\d+)", error.where.partition(": ")[0])
    return {
        "where": error.where,
        "what": error.what,
        "cure": error.cure,
        "file": place["file"] if place else "",
        "line": int(place["line"]) if place else None,
    }


def release_document(release: Release) -> dict[str, object]:
    """What stands at the top of the page."""
    return {
        "slug": release.slug,
        "headline": release.variants[0].headline,
        "kind": release.kind.value,
        "version": release.version,
        "languages": list(release.languages),
    }


def sources_document(sources: Sequence[SourceFile]) -> list[dict[str, object]]:
    """The release's files, line by line."""
    return [{"file": each.file, "lines": each.lines[:_LINES_MAX]} for each in sources]


def findings_document(
    findings: Sequence[Finding], sources: Sequence[SourceFile]
) -> list[dict[str, object]]:
    """Findings with their place in the release's files, and the words that stand there."""
    lines = {each.file: each.lines for each in sources}
    return [
        {
            "id": finding.id,
            "severity": finding.severity.value,
            "what": finding.what,
            "cure": finding.cure,
            "place": finding.place,
            "file": finding.file if finding.file in lines else "",
            "line": finding.line,
            "words": words_at(lines.get(finding.file or "", ()), finding.line),
        }
        for finding in findings
    ]


def words_at(lines: Sequence[str], line: int | None) -> str:
    """
    The longest run of plain words on a line of a release file; "" where there is none.

    >>> words_at(["subhead: Four **crossings** a night"], 1)
    'crossings'
    >>> words_at(["Learn more at [harbour.example](https://harbour.example)."], 1)
    'harbour.example'
    """
    if line is None or not 0 < line <= len(lines):
        return ""
    runs = _MARKS.split(_KEY.sub("", lines[line - 1], count=1))
    longest = max((run.strip(" \t\"'.") for run in runs), key=len, default="")
    return longest[:_WORDS_MAX].rpartition(" ")[0] if len(longest) > _WORDS_MAX else longest


def embargo_document(
    embargo: ZonedTime, zones: Counter[str], now: datetime, home: str
) -> dict[str, object]:
    """The embargo as everybody's clock shows it. `zones`: the recipients', with their counts."""
    listed = [embargo.zone, *(zone for zone, _ in zones.most_common(_ZONES_MAX)), home, "UTC"]
    return {
        "until": embargo.utc.isoformat(),
        "lifted": embargo.utc <= now,
        "clocks": [
            {
                "zone": zone,
                "local": _shown(embargo.utc.astimezone(zone_named(zone))),
                "people": zones[zone],
            }
            for zone in dict.fromkeys(listed)
        ],
    }


def _shown(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b %Y, %H:%M}"


def person_document(person: Person, reasons: Sequence[str] = ()) -> dict[str, object]:
    """One row of the picker."""
    recipient = person.recipient
    return {
        "id": person.id,
        "name": recipient.name,
        "address": str(recipient.address),
        "outlet": recipient.values.get("outlet", ""),
        "language": recipient.language,
        "trusted": recipient.trusted,
        "place": f"{recipient.media_list}, row {recipient.row}" if recipient.row else "",
        "reasons": list(reasons),
    }


def message_document(view: MessageView) -> dict[str, object]:
    """One message, but for its frame."""
    return {
        "subject": view.subject,
        "preheader": view.preheader,
        "text": view.text,
        "html": view.html,
        "headers": [asdict(header) for header in view.headers],
        "parts": [asdict(part) for part in view.parts],
        "size": view.size_bytes,
        "html_size": view.html_bytes,
        "clip": GMAIL_CLIPS_AT,
    }


def _shell(*, head: str, foot: str) -> str:
    return Template(page_file("preview.html")).substitute(head=head, foot=foot)
