"""
What `withdraw`, `hold` and `hold --lift` do: a word about a release to everybody who has it.

Promises: what is still planned is stopped by a withdrawal and held back by a hold, in the change that
plans the message; a lifted hold lets it go on. Nobody who never got the release hears of it.
"""

from dataclasses import dataclass, replace

import typer

from mailer.cli.acts.acting import Errand, Manner, carry_out
from mailer.cli.desk import open_desk
from mailer.cli.publication import distributions_of, refuse_unusable, status_of
from mailer.read.frozen_release import thaw_release
from mailer.read.languages import LANGUAGE_CURE, LanguageError, parse_language
from mailer.read.release import Original, Release, Variant
from mailer.record.accounts import DistributionRecord
from mailer.record.ledger import Ledger
from mailer.record.sequel import Fate
from mailer.schedule.acts import REVISING
from mailer.words.errors import GuardError, UsageError
from mailer.words.states import Act, PubStatus

_FATES = {
    Act.WITHDRAWAL: Fate.STOP,
    Act.HOLD: Fate.PAUSE,
    Act.RELEASE_OF_HOLD: Fate.RESUME,
}
_FAMILIES = {Act.WITHDRAWAL: "withdrawal", Act.HOLD: "hold", Act.RELEASE_OF_HOLD: "hold"}


@dataclass(frozen=True, slots=True)
class Recall:
    """What the command line of `withdraw` and `hold` asks for."""

    act: Act
    distribution: str
    notes: tuple[str, ...]
    manner: Manner


def recall(context: typer.Context, asked: Recall) -> int:
    """The whole command; its exit status."""
    desk = open_desk(context)
    with Ledger.open(
        desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
    ) as ledger:
        slug = ledger.distribution(asked.distribution).distribution.slug
        records = distributions_of(ledger, slug)
        _refuse_out_of_turn(ledger, asked.act, slug, records)
    errand = _errand(asked, records)
    status = carry_out(desk, errand, asked.manner)
    if asked.act is Act.RELEASE_OF_HOLD and not asked.manner.dry_run:
        desk.console.say("What was held back goes on with `mailer due`, from cron or by hand.")
    return status


def _refuse_out_of_turn(
    ledger: Ledger, act: Act, slug: str, records: list[DistributionRecord]
) -> None:
    """A hold of what was withdrawn, and a lift where nothing is held, are slips."""
    status = status_of(records)
    if act is Act.HOLD and status is PubStatus.CANCELED:
        refuse_unusable(ledger, slug)
    lifted = records[-1].distribution.act is Act.RELEASE_OF_HOLD
    if act is Act.RELEASE_OF_HOLD and status is not PubStatus.WITHHELD and not lifted:
        raise GuardError(
            "The release is not on hold: there is nothing to lift.",
            where=slug,
            cure=f"See who has which version: mailer who {slug}",
        )


def _errand(asked: Recall, records: list[DistributionRecord]) -> Errand:
    """The same act again goes to those not yet told, under the version that it has."""
    act, last = asked.act, records[-1].distribution
    texts = (Act.ORIGINAL, *REVISING)
    text = next(each for each in reversed(records) if each.distribution.act in texts)
    again = last.act is act
    if again and asked.notes:
        raise UsageError(
            f"{last.id} has told this already, in the words that it had.",
            where="--note",
            cure="Leave --note out: the same words go to those who are not told yet.",
        )
    version = last.version if again else max(each.distribution.version for each in records) + 1
    frozen = thaw_release(text.distribution.release_json)
    release = (
        thaw_release(last.release_json) if again else _recalling(frozen, act, version, asked.notes)
    )
    return Errand(
        act=act,
        answer=release,
        first=release,
        version=version,
        content_hash=last.content_hash if again else release.content_hash,
        answered=text.distribution.id,
        fate=_FATES[act],
        why=_why(act, frozen.slug, version, records),
    )


def _why(act: Act, slug: str, version: int, records: list[DistributionRecord]) -> str:
    """The reason in the ledger; a lift looks for that of the hold."""
    if act is Act.WITHDRAWAL:
        return f"{slug} was withdrawn."
    holds = [each.distribution.version for each in records if each.distribution.act is Act.HOLD]
    held = version if act is Act.HOLD else holds[-1]
    return f"{slug} is on hold (version {held})."


def _recalling(frozen: Release, act: Act, version: int, notes: tuple[str, ...]) -> Release:
    """The message about a release: its headline and date, whom to call, and why."""
    said = _said(frozen, notes)
    variants = tuple(
        Variant(
            language=each.language,
            file=each.file,
            headline=each.headline,
            body="",
            body_line=1,
            subject=each.subject,
            contacts=each.contacts,
            correction_note=said.get(each.language, ""),
            original=Original(each.headline, each.dated),
        )
        for each in frozen.variants
    )
    return replace(frozen, variants=variants, version=version, template=_FAMILIES[act])


def _said(frozen: Release, notes: tuple[str, ...]) -> dict[str, str]:
    """Language → note; a note without a language is that of the only one there is."""
    said: dict[str, str] = {}
    for note in notes:
        head, separator, rest = note.partition("=")
        language = _language(head) if separator else ""
        if language in frozen.languages:
            said[language] = rest.strip()
        elif len(frozen.languages) == 1:
            said[frozen.languages[0]] = note.strip()
        else:
            raise UsageError(
                f"The release is in {' and '.join(frozen.languages)}; this note is in one of them.",
                where="--note",
                cure=f'Write it for each: --note "{frozen.languages[0]}=…". {LANGUAGE_CURE}',
            )
    return said


def _language(text: str) -> str:
    try:
        return parse_language(text.strip())
    except LanguageError:
        return ""
