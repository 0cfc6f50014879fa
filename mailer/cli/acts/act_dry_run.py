"""What `--dry-run` of an act does: every message into a folder; ledger and relay stay untouched."""

from mailer.cli.acts import acting
from mailer.cli.desk import Desk
from mailer.cli.sending import dry_run
from mailer.cli.sending.despatch import folder_for
from mailer.record.ledger import Ledger


def write(desk: Desk, errand: acting.Errand, out: str) -> int:
    """Write one .eml per recipient and index.html to look at them."""
    with Ledger.open(
        desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
    ) as ledger:
        distribution_id = ledger.next_distribution_id(errand.first.slug)
        passing = acting.Pass(desk, ledger, errand, distribution_id)
        folder = dry_run.emptied(folder_for(out, desk, distribution_id))
        timing = acting.timing_of(desk, errand)
        seen = dry_run.Pass(desk, errand.first, timing, iter(passing))
        seen.fill(folder)
    for line in acting.circle_lines(errand, passing):
        desk.console.say(line)
    return dry_run.tell(desk, folder, seen, distribution_id, left_out=0)
