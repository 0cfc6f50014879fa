"""
Whom the command line asks for: from options to a selection, and how a choice is shown.

Promises: a choice is shown as "N of M" with a few of those chosen; a choice of nobody stops; a
`--where` that leaves nobody out is no choice, and needs a person.
"""

from pathlib import Path

from mailer.cli.console import Console, printable
from mailer.cli.desk import Desk
from mailer.cli.options import Asked
from mailer.read.languages import LANGUAGE_CURE, LanguageError, parse_language
from mailer.read.lists.selection import Choice, Selection, read_keys
from mailer.read.places import find_release
from mailer.read.recipient import Recipient
from mailer.words.errors import GuardError, ReleaseError, UsageError


def select(desk: Desk, lists: list[str], asked: Asked) -> Selection:
    """The recipients that are asked for, ready to stream."""
    return Selection(desk.lists(lists), _choice(desk, asked))


def _choice(desk: Desk, asked: Asked) -> Choice:
    keys: frozenset[str] = frozenset()
    for reader in desk.lists(asked.exclude):
        more, findings = read_keys(reader)
        desk.console.findings(findings)
        keys |= more
    for given in asked.not_in:
        keys |= _who_got(desk, given)
    try:
        spoken = frozenset(parse_language(language) for language in asked.languages)
    except LanguageError as error:
        raise UsageError(str(error), where="--language", cure=LANGUAGE_CURE) from error
    suppressions = desk.workspace.suppressions()

    def passed_over(recipient: Recipient) -> bool:
        return recipient.address.key in keys or suppressions.match(recipient.address) is not None

    return Choice(
        keys,
        frozenset(asked.tags),
        spoken,
        asked.where,
        asked.one_per.casefold(),
        asked.limit,
        passed_over,
    )


def _who_got(desk: Desk, given: str) -> frozenset[str]:
    """Everybody who got a release, may have got it, or is still to get it, in any version."""
    from mailer.record.ledger import Ledger

    try:
        slug = find_release(desk.root, given).slug
    except ReleaseError:
        # The ledger knows a release by its slug, also when its file is gone.
        slug = Path(given).name.removesuffix(".md")
    with Ledger.open(
        desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
    ) as ledger:
        slugs = {record.distribution.slug for record in ledger.distributions()}
        if slug not in slugs:
            there_are = f"There are: {', '.join(sorted(slugs)[:8])}." if slugs else ""
            what = "Nothing of this release was ever sent or planned."
            raise UsageError(what, where=f"--not-in {given}", cure=there_are)
        return frozenset(
            each.address_key
            for found in (ledger.release(slug).latest(), ledger.release(slug).to_go())
            for each in found
        )


def choice_lines(selection: Selection) -> list[str]:
    """`12 of 318 chosen, such as:` and five addresses; nothing where everybody was asked for."""
    tally = selection.tally
    asked = tally.rows.kept
    if tally.selected == asked:
        return []
    shown = ", ".join(printable(each) for each in selection.examples)
    more = ", …" if tally.selected > len(selection.examples) else ""
    return [f"{tally.selected} of {asked} chosen: {shown}{more}"]


def refuse_nobody(selection: Selection) -> None:
    """A choice that fits nobody is a slip; it is said as one."""
    tally = selection.tally
    if tally.rows.kept and not tally.selected:
        raise UsageError(
            f"Nobody is chosen: 0 of {tally.rows.kept} recipients.",
            cure="Look at the list, or try the options with: mailer lists show LIST",
        )


def confirm_everybody(
    console: Console, selection: Selection, where: str, *, asked_already: bool
) -> None:
    """
    A `--where` that left nobody out must be meant; `asked_already`: a person is shown the count.

    Unattended it is refused, `--yes` or not: who writes a condition expects it to leave people out.
    """
    tally = selection.tally
    if not where.strip() or tally.filtered or tally.rows.kept - tally.excluded <= 1:
        return
    what = f"--where leaves nobody out: it fits all {tally.selected + tally.beyond_limit}."
    if asked_already:
        console.insist(what)
        return
    raise GuardError(what, where="--where", cure="If all are meant, leave --where out.")
