"""
The release as the ledger keeps it: frozen to JSON when it is planned, and thawed for what answers it.

Promises: every word comes back as it was; of a file there is its hash, and not its content. Pure.
Never: gives back what only the reading of a file needs (lines of keys, findings set aside).
Fails with: UsageError, for a text that holds no release.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

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
from mailer.words.errors import UsageError
from mailer.words.times import ZonedTime

_TEXTS = (
    "language", "file", "headline", "body", "body_line", "subhead", "located", "by", "subject",
    "preheader", "boilerplate", "ed_note", "usage_terms", "correction_note",
)  # fmt: skip


def freeze_release(release: Release) -> str:
    """Every word, and the hash of every file."""
    return json.dumps(asdict(release), default=_shown, ensure_ascii=False)


def thaw_release(frozen: str) -> Release:
    """The release that was frozen; the content of each file is its hash, in hex."""
    table: dict[str, Any] = json.loads(frozen)
    if not table.get("variants"):
        raise UsageError(
            "The ledger holds no text of what was sent, so nothing can answer it.",
            cure="Give the changed release a new version, and send it with `mailer send`.",
        )
    return Release(
        slug=table["slug"],
        kind=Kind(table["kind"]),
        variants=tuple(_variant(each) for each in table["variants"]),
        version=table["version"],
        embargoed_until=_time(table["embargoed_until"]),
        slugline=table["slugline"],
        template=table["template"],
        corrects=table["corrects"],
        expires=_time(table["expires"]),
    )


def _shown(value: object) -> object:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return str(value)


def _variant(table: Mapping[str, Any]) -> Variant:
    original, event, quotation = table["original"], table["event"], table["quotation"]
    return Variant(
        **{name: table[name] for name in _TEXTS},
        dated=_date(table["dated"]),
        contacts=tuple(
            PressContact(**{**each, "languages": tuple(each["languages"])})
            for each in table["contacts"]
        ),
        availability=tuple(table["availability"]),
        attachments=tuple(Attachment(**_of_file(each)) for each in table["attachments"]),
        images=tuple(Image(**_of_file(each)) for each in table["images"]),
        event=_event(event) if event else None,
        quotation=Quotation(**quotation) if quotation else None,
        original=Original(original["headline"], _date(original["dated"])),
    )


def _event(table: Mapping[str, Any]) -> Event:
    times = {name: _time(table[name]) for name in ("starts", "ends")}
    return Event(**{**table, **times})


def _of_file(table: Mapping[str, Any]) -> dict[str, Any]:
    return {**table, "content": str(table["content"]).encode()}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(table: Mapping[str, Any] | None) -> ZonedTime | None:
    return ZonedTime(datetime.fromisoformat(table["utc"]), table["zone"]) if table else None
