"""
What `correct` and `update` do: the next version of a release, to exactly those who got an earlier one.

The release file has been edited and carries the next version. What has changed is written from the
difference to what was sent, unless the author has said it in `correction_note:`.

Promises: a version is never raised by the tool; the line to write is named. An answer keeps the
subject of what it answers. Never: sends a version whose text does not differ.
"""

from dataclasses import dataclass, replace

import typer

from mailer.check.revision import changes_between
from mailer.check.versions import check_version, subject_stem, variant_in
from mailer.cli.acts.acting import Errand, Manner, carry_out
from mailer.cli.console import counted_findings, printable
from mailer.cli.desk import Desk, checked_release, open_desk
from mailer.cli.publication import distributions_of, refuse_unusable, status_of
from mailer.read.frozen_release import freeze_release, thaw_release
from mailer.read.release import Kind, Original, Release, Variant
from mailer.record.accounts import DistributionRecord
from mailer.record.ledger import Ledger
from mailer.record.sequel import Fate
from mailer.render.change_note import change_note
from mailer.schedule.acts import REVISING
from mailer.words.errors import GuardError, UsageError
from mailer.words.findings import has_errors
from mailer.words.states import Act, PubStatus

_CALLING_BACK = (Kind.CORRECTION, Kind.WITHDRAWAL, Kind.HOLD)


@dataclass(frozen=True, slots=True)
class Revision:
    """What the command line of `correct` and `update` asks for."""

    act: Act
    release: str
    lists: tuple[str, ...]
    after_withdrawal: bool
    manner: Manner


def revise(context: typer.Context, asked: Revision) -> int:
    """The whole command; its exit status."""
    desk = open_desk(context)
    release, findings = checked_release(desk, asked.release)
    with Ledger.open(
        desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
    ) as ledger:
        records = distributions_of(ledger, release.slug)
        _refuse_unsendable(ledger, asked, release, records)
        sent = _sent_before(release, records)
        _refuse_version(ledger, release, records)
    before = thaw_release(sent.distribution.release_json)
    findings = (*findings, *check_version(before, release))
    desk.console.findings(findings)
    if has_errors(findings):
        desk.console.insist("Nothing was sent: the release has errors.")
        desk.console.document(counted_findings(findings))
        return 1
    first = _as_first(before, release)
    answer = replace(
        first, variants=tuple(_answering(before, first, each) for each in first.variants)
    )
    _refuse_unchanged(before, release, records)
    _propose(desk, release, answer)
    errand = Errand(
        act=asked.act,
        answer=answer,
        first=first,
        version=release.version,
        content_hash=release.content_hash,
        answered=sent.distribution.id,
        fate=Fate.STOP,
        why=f"Version {release.version} takes its place.",
        lists=asked.lists,
    )
    return carry_out(desk, errand, asked.manner)


def _refuse_unsendable(
    ledger: Ledger, asked: Revision, release: Release, records: list[DistributionRecord]
) -> None:
    if not records:
        raise UsageError(
            "Nothing of this release was ever sent or planned.",
            where=asked.release,
            cure=f"Send it: mailer send {asked.release} --list LIST",
        )
    status = status_of(records)
    if status is PubStatus.CANCELED and not asked.after_withdrawal:
        refuse_unusable(ledger, release.slug)
    if asked.after_withdrawal and status is not PubStatus.CANCELED:
        raise UsageError("The release was not withdrawn.", cure="Leave --after-withdrawal out.")


def _sent_before(release: Release, records: list[DistributionRecord]) -> DistributionRecord:
    """The latest that brought an earlier text."""
    texts = (Act.ORIGINAL, *REVISING)
    earlier = [
        each
        for each in records
        if each.distribution.act in texts and each.distribution.version < release.version
    ]
    if earlier:
        return earlier[-1]
    raise _version_to_write(release, max(each.distribution.version for each in records))


def _refuse_version(ledger: Ledger, release: Release, records: list[DistributionRecord]) -> None:
    """The version must be a new one, or this very text again for those not yet reached."""
    latest = max(each.distribution.version for each in records)
    frozen = ledger.frozen_hash(release.slug, release.version)
    if release.version < latest or (frozen is not None and frozen != release.content_hash):
        raise _version_to_write(release, latest)


def _version_to_write(release: Release, latest: int) -> GuardError:
    lines = []
    for variant in release.variants:
        line = variant.lines.get("version")
        where = f"{variant.file}, line {line}:" if line else f"{variant.file}, below line 1, add:"
        lines.append(f"{where} version: {latest + 1}")
    return GuardError(
        f"Version {release.version} was sent already, or a later one ({latest}).",
        where=release.slug,
        cure="Give the changed text the next version. Write\n" + "\n".join(lines),
    )


def _refuse_unchanged(before: Release, release: Release, records: list[DistributionRecord]) -> None:
    """Nothing to tell: the texts are the same, and nobody was told to hold or disregard them."""
    changed = any(
        (earlier := variant_in(before, each.language)) is None
        or each.correction_note
        or any(changes_between(before, _frozen(release), earlier, _in_frozen(release, each)))
        for each in release.variants
    )
    if not changed and status_of(records) is not PubStatus.CANCELED:
        raise GuardError(
            f"The text is the same as that of version {before.version}: there is nothing to tell.",
            where=release.slug,
            cure="Correct the file. If what has changed lies elsewhere, say it in correction_note:",
        )


def _frozen(release: Release) -> Release:
    """The release with hashes in place of files, as the ledger gives the one before."""
    return thaw_release(freeze_release(release))


def _in_frozen(release: Release, variant: Variant) -> Variant:
    found = variant_in(_frozen(release), variant.language)
    assert found is not None
    return found


def _as_first(before: Release, release: Release) -> Release:
    """As a first copy reads: news is news, also where its file now calls itself a correction."""
    if release.kind in _CALLING_BACK:
        return replace(release, kind=before.kind, template=before.template)
    return release


def _answering(before: Release, release: Release, variant: Variant) -> Variant:
    """As an answer reads: it says what has changed, in which release, under the subject it had."""
    earlier = variant_in(before, variant.language)
    if earlier is None:
        return variant
    changes = changes_between(before, _frozen(release), earlier, _in_frozen(release, variant))
    given = variant.original
    return replace(
        variant,
        subject=subject_stem(earlier, variant),
        correction_note=variant.correction_note or change_note(changes, variant.language),
        original=given if given != Original() else Original(earlier.headline, earlier.dated),
    )


def _propose(desk: Desk, release: Release, answer: Release) -> None:
    """Show what each language says has changed, and how to say it otherwise."""
    for variant, shown in zip(release.variants, answer.variants, strict=True):
        if not shown.correction_note:
            continue
        own = " (your correction_note)" if variant.correction_note else ""
        desk.console.say(f"{variant.file} will say what has changed{own}:")
        for line in shown.correction_note.splitlines():
            desk.console.say(f"    {printable(line)}")
        if not own:
            desk.console.say(
                "  To say it in your own words, put these lines above the second --- of that file:"
            )
            desk.console.say("  correction_note: |")
            for line in shown.correction_note.splitlines():
                desk.console.say(f"    {printable(line)}")
