"""
Whether a release may be used, as the ledger knows it, and what that forbids.

Promises: what was withdrawn or is on hold is not sent, nor sent again, by a slip; the refusal names
the way on. Never: changes anything.
"""

from mailer.record.accounts import DistributionRecord
from mailer.record.ledger import Ledger
from mailer.schedule.acts import REVISING, pub_status_of
from mailer.words.errors import GuardError
from mailer.words.states import Act, PubStatus


def distributions_of(ledger: Ledger, slug: str) -> list[DistributionRecord]:
    """All distributions of a release, in the order in which they were planned."""
    return [each for each in ledger.distributions() if each.distribution.slug == slug]


def status_of(records: list[DistributionRecord]) -> PubStatus:
    """Whether the release may be used after all that was done about it."""
    return pub_status_of(each.distribution.act for each in records)


def refuse_unusable(ledger: Ledger, slug: str) -> None:
    """GuardError where the release was withdrawn or is on hold."""
    records = distributions_of(ledger, slug)
    status = status_of(records)
    if status is PubStatus.USABLE:
        return
    told = next(each for each in reversed(records) if each.distribution.act is not Act.ORIGINAL)
    raise _unusable(told, status)


def refuse_overtaken(ledger: Ledger, record: DistributionRecord) -> None:
    """GuardError where what a distribution brings has been corrected, withdrawn or held since."""
    records = distributions_of(ledger, record.distribution.slug)
    later = records[records.index(record) + 1 :]
    for each in later:
        if each.distribution.act in (*REVISING, Act.WITHDRAWAL):
            raise GuardError(
                f"{each.distribution.id} has taken its place: it must not be sent again.",
                where=record.distribution.id,
                cure=f"See who has which version: mailer who {record.distribution.slug}",
            )
    status = status_of(records)
    if status is PubStatus.WITHHELD and record.distribution.act is not Act.HOLD:
        raise _unusable(later[-1], status)


def _unusable(told: DistributionRecord, status: PubStatus) -> GuardError:
    slug, distribution_id = told.distribution.slug, told.distribution.id
    after = f"`version: {told.distribution.version + 1}` into the file"
    if status is PubStatus.WITHHELD:
        return GuardError(
            f"This release is on hold since {distribution_id}: nothing of it is sent.",
            where=slug,
            cure=f"If it may be used: mailer hold {distribution_id} --lift. If it was wrong, write "
            f"{after} and run mailer correct, or mailer withdraw {distribution_id}.",
        )
    return GuardError(
        f"This release was withdrawn by {distribution_id}: nothing of it is sent.",
        where=slug,
        cure=f"If it is to be published after all, write {after} and run: "
        f"mailer update {slug} --after-withdrawal. Those who were told to disregard it are told so.",
    )
