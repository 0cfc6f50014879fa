"""What `who` does: who has which version of a release, as a table, as JSON, as a file."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mailer.cli.console import printable
from mailer.cli.desk import open_desk
from mailer.cli.publication import distributions_of, status_of
from mailer.read.places import find_release
from mailer.report.holders import Holder, holder_document, holder_lines, holder_rows
from mailer.schedule.acts import REVISING
from mailer.words.errors import ReleaseError, UsageError
from mailer.words.states import Act, DeliveryState

if TYPE_CHECKING:
    from mailer.record.ledger import Ledger
    from mailer.record.reaching import ReleaseDelivery

_TEXTS = (Act.ORIGINAL, *REVISING)
_GOT = (DeliveryState.ACCEPTED, DeliveryState.IN_DOUBT)


def who(context: typer.Context, given: str, csv: Path | None) -> int:
    """The table; the ledger knows a release by its slug, also when its file is gone."""
    from mailer.record.ledger import Ledger
    from mailer.record.list_files import csv_bytes, replace_file

    desk = open_desk(context)
    try:
        slug = find_release(desk.root, given).slug
    except ReleaseError:
        slug = Path(given).name.removesuffix(".md")
    with Ledger.open(
        desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
    ) as ledger:
        records = distributions_of(ledger, slug)
        if not records:
            raise UsageError("Nothing of this release was ever sent or planned.", where=given)
        holders = list(_holders(ledger, slug))
    status = status_of(records)
    counts = Counter(
        (each.version, each.shown) for each in sorted(holders, key=lambda one: one.version)
    )
    for line in holder_lines(holders):
        desk.console.result(printable(line))
    desk.console.result(f"{slug}: {status.value}, {len(holders)} people")
    for (version, shown), count in counts.items():
        name = f"version {version}" if version else "no version"
        desk.console.result(f"  {count:>7}  {name}: {shown}")
    if csv is not None:
        replace_file(csv, csv_bytes(holder_rows(holders), mark=True))
        desk.console.say(f"Written: {csv}")
    desk.console.document(
        {
            "release": slug,
            "pub_status": status.value,
            "versions": _by_version(holders),
            "people": [holder_document(each) for each in holders],
        }
    )
    return 0


def _by_version(holders: list[Holder]) -> list[dict[str, object]]:
    """Version → how many people stand in which state of it."""
    states: dict[int, Counter[str]] = {}
    for each in holders:
        states.setdefault(each.version, Counter())[each.state.value] += 1
    return [
        {"version": version or None, "people": counts.total(), **counts}
        for version, counts in sorted(states.items())
    ]


def _holders(ledger: "Ledger", slug: str) -> Iterator[Holder]:
    """Everybody of a release, once, by address."""
    found = sorted(ledger.release(slug).everybody(), key=lambda one: one.address_key)
    for _key, copies in groupby(found, key=lambda one: one.address_key):
        yield _holder(list(copies))


def _holder(copies: "list[ReleaseDelivery]") -> Holder:
    """What one person has; `copies`: all that was planned for them, the latest last."""
    texts = [one for one in copies if one.act in _TEXTS]
    got = [one for one in texts if one.state in _GOT or one.doubted]
    open_ones = [one for one in texts if one.state not in _GOT and one.waits]
    best = (got or open_ones or texts or copies)[-1]
    told = [one.act for one in copies if one.act not in _TEXTS and one.state in _GOT]
    since = [one.act for one in copies[copies.index(best) :] if one.state in _GOT]
    return Holder(
        address=best.address,
        language=best.language,
        media_list=best.media_list,
        version=best.version if got or open_ones else 0,
        state=best.state,
        told=told[-1] if told and told[-1] in since else None,
        at=best.at,
    )
