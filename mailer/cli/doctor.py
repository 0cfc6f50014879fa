"""
`doctor`: is everything there that a send in the night will need?

One line a thing: ok, note, warn or error, and the cure. Exit status: 0 without an error, else the
gravest of: 5 settings, 6 the relay, 7 the ledger, 1 anything else.

Promises: nothing is sent and nothing changed; the relay is greeted once, and logged in to, once, only
with `--login`.
"""

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import typer

from mailer.cli.console import counted, printable, show_time
from mailer.cli.desk import Desk, open_desk
from mailer.cli.scheduling import ask_program, crontab
from mailer.cli.sending.remembered import lost
from mailer.deliver.name_records import read_sender_records, resolver_at
from mailer.deliver.network_time import PORT, clock_offset_s
from mailer.deliver.relay import RelayTransport
from mailer.read.configuration import unknown_lists
from mailer.read.host_port import host_and_port
from mailer.read.places import list_names
from mailer.record.ledger import Ledger
from mailer.schedule.clock_rules import JUMP_MAX, doubt_over_standing
from mailer.schedule.timetable import systemd_units
from mailer.words.errors import MailerError, UsageError
from mailer.words.states import DistributionState

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_DNS_PORT = 53


class Health(StrEnum):
    """How a thing is."""

    OK = "ok"
    NOTE = "note"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Checkup:
    """One thing that was looked at."""

    name: str
    health: Health
    what: str
    cure: str = ""
    exit_status: int = 1
    """What the command ends with, where it is an error."""

    @classmethod
    def failed(cls, name: str, error: MailerError) -> "Checkup":
        """What a refusal says."""
        return cls(name, Health.ERROR, error.what, error.cure, error.exit_status)


def examine(context: typer.Context, *, login: bool, ntp: str, dns: str) -> int:
    """Look at everything, and say how it is."""
    desk = open_desk(context)
    seen = []
    for each in _checkups(desk, login=login, ntp=ntp, dns=dns):
        seen.append(each)
        desk.console.result(f"{each.health.value:<5}  {each.name:<9}  {printable(each.what)}")
        if each.cure and each.health is not Health.OK:
            desk.console.result(f"{'':18}{printable(each.cure)}")
    errors = [each for each in seen if each.health is Health.ERROR]
    warnings = [each for each in seen if each.health is Health.WARN]
    desk.console.result(f"{counted(len(errors), 'error')}, {counted(len(warnings), 'warning')}.")
    desk.console.document(
        {
            "errors": len(errors),
            "warnings": len(warnings),
            "checks": [
                {"name": one.name, "state": one.health.value, "what": one.what, "cure": one.cure}
                for one in seen
            ],
        }
    )
    return max((each.exit_status for each in errors), default=0)


def _checkups(desk: Desk, *, login: bool, ntp: str, dns: str) -> Iterator[Checkup]:
    yield from _files(desk)
    yield from _relay(desk, login=login)
    yield from _sender(desk, dns)
    yield from _ledger(desk)
    if server := ntp or desk.settings.ntp:
        yield _network_time(server)


def _files(desk: Desk) -> Iterator[Checkup]:
    for name in (".env", ".mailer/key"):
        path = desk.root / name
        if not path.exists():
            if name == ".env":
                yield Checkup("files", Health.NOTE, "There is no .env; settings come from outside.")
            continue
        if path.stat().st_mode & _OTHERS:
            what = f"Others on this machine can read {name}, and what is secret in it."
            yield Checkup("files", Health.WARN, what, f"chmod 600 {name}")
        else:
            yield Checkup("files", Health.OK, f"{name} is for your eyes only.")
    for found in unknown_lists(desk.settings, list_names(desk.root)):
        yield Checkup("files", Health.WARN, found.what, found.cure)
    try:
        desk.workspace.suppressions()
    except MailerError as error:
        yield Checkup.failed("files", error)


def _relay(desk: Desk, *, login: bool) -> Iterator[Checkup]:
    try:
        relay = desk.relay()
        name = desk.settings.sender.address.domain if desk.settings.sender else "localhost"
        tried = relay if login else replace(relay, username="", password="")
        transport = RelayTransport(tried, client_name=name)
        transport.open()
        transport.close()
    except MailerError as error:
        yield Checkup.failed("relay", error)
        return
    shown = f"{relay.host}:{relay.port} answers ({relay.security.value})."
    yield Checkup("relay", Health.OK, shown)
    if relay.username:
        said = "The login was accepted." if login else "The login was not tried."
        health = Health.OK if login else Health.NOTE
        yield Checkup("login", health, said, "Try it once with: mailer doctor --login")


def _how_many(records: Sequence[str], kind: str) -> str:
    return f"{len(records)} {kind} records" if records else f"no {kind} record"


def _sender(desk: Desk, dns: str) -> Iterator[Checkup]:
    try:
        domain = desk.sender().address.domain
    except MailerError as error:
        yield Checkup.failed("sender", error)
        return
    address, port = _host_and_port(dns, _DNS_PORT, "--dns")
    records = read_sender_records(domain, resolver_at(address, port))
    if records.spf is None:
        yield Checkup(
            "SPF", Health.WARN, f"No name server tells about {domain}.", "Try again later."
        )
    elif len(records.spf) != 1:
        how_many = _how_many(records.spf, "SPF")
        cure = "Publish one, as your mail provider gives it: v=spf1 include:… -all"
        yield Checkup("SPF", Health.WARN, f"{domain} has {how_many}; it must have one.", cure)
    elif "+all" in records.spf[0].split() or "all" in records.spf[0].split():
        cure = "End it in -all or ~all."
        yield Checkup(
            "SPF", Health.WARN, f"{domain} lets anybody send as it: {records.spf[0]}", cure
        )
    else:
        yield Checkup("SPF", Health.OK, f"{domain}: {records.spf[0]}")
    if records.dmarc is None:
        yield Checkup("DMARC", Health.WARN, f"No name server tells about _dmarc.{domain}.")
    elif len(records.dmarc) != 1:
        cure = f"Publish v=DMARC1; p=none at _dmarc.{domain}; large providers ask for one."
        how_many = _how_many(records.dmarc, "DMARC")
        yield Checkup("DMARC", Health.WARN, f"{domain} has {how_many}; it needs one.", cure)
    else:
        yield Checkup("DMARC", Health.OK, f"{domain}: {records.dmarc[0]}")
    yield Checkup(
        "DKIM",
        Health.NOTE,
        "Whether the relay signs is seen in a message only.",
        "Send yourself one with `mailer test`, and look for dkim=pass in its source.",
    )


def _ledger(desk: Desk) -> Iterator[Checkup]:
    try:
        with Ledger.open(
            desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
        ) as ledger:
            records = ledger.distributions()
            yield Checkup(
                "ledger", Health.OK, f"It opens; {counted(len(records), 'distribution')}."
            )
            if found := lost(desk, ledger):
                yield Checkup("ledger", Health.ERROR, found.what, found.cure, found.exit_status)
            if not ledger.is_ours:
                what = "The ledger belongs to another machine; nothing is sent from here."
                cure = "If that one sends no more: mailer ledger take-over"
                yield Checkup("ledger", Health.ERROR, what, cure, 3)
            for one in records:
                if one.state in (DistributionState.PAUSED, DistributionState.MISSED):
                    shown = f"{one.distribution.id} is {one.state.value}: {one.reason}"
                    how = " --now" if one.state is DistributionState.MISSED else ""
                    cure = f"mailer resume {one.distribution.id}{how}, or mailer stop."
                    yield Checkup("ledger", Health.WARN, shown, cure)
            yield _clock(desk, ledger.last_event_at())
            live = [one.distribution.id for one in records if ledger.is_live(one.distribution.id)]
            times = [at for each in live if (at := ledger.next_due_at(each))]
            yield _schedule(desk, min(times, default=None))
    except MailerError as error:
        yield Checkup.failed("ledger", error)


def _clock(desk: Desk, last_event_at: datetime | None) -> Checkup:
    synchronised = desk.clock.synchronised()
    doubt = doubt_over_standing(
        desk.clock.now(), last_event_at=last_event_at, synchronised=synchronised
    )
    if doubt:
        return Checkup("clock", Health.ERROR, doubt, "Set it, or start the machine's time service.")
    if synchronised is None:
        what = "No time service is seen here that would keep the clock right."
        cure = "Switch one on (timedatectl set-ntp true), or look with: mailer doctor --ntp HOST"
        return Checkup("clock", Health.NOTE, what, cure)
    return Checkup("clock", Health.OK, "The system says that the clock is synchronised.")


def _network_time(given: str) -> Checkup:
    host, port = _host_and_port(given, PORT, "--ntp")
    try:
        offset_s = clock_offset_s(host, port)
    except (OSError, ValueError) as error:
        return Checkup("time", Health.WARN, f"{given} does not tell the time: {error}.")
    what = f"This clock is {abs(offset_s):.3f} s {'behind' if offset_s > 0 else 'before'} {host}'s."
    wrong = abs(offset_s) > JUMP_MAX.total_seconds()
    cure = "Set the clock right: an embargo is kept by it."
    return Checkup("time", Health.ERROR if wrong else Health.OK, what, cure)


def _schedule(desk: Desk, next_at: datetime | None) -> Checkup:
    caller = _caller(desk)
    if next_at is None:
        what = f"Nothing is planned. {caller or 'Nothing seen here calls `mailer due`.'}"
        return Checkup("schedule", Health.OK, what)
    shown = show_time(next_at, desk.settings.timezone, desk.now)
    if caller:
        return Checkup("schedule", Health.OK, f"Next: {shown}. {caller}")
    return Checkup(
        "schedule",
        Health.ERROR,
        f"Next: {shown}, and nothing seen here calls `mailer due` then.",
        "mailer schedule install --cron, or --systemd; or keep `mailer run` running.",
    )


def _caller(desk: Desk) -> str:
    """What calls us every minute; "" where nothing is seen."""
    workspace = str(desk.root.resolve())
    for line in crontab().splitlines():
        unescaped = line.replace("\\%", "%")
        if not line.lstrip().startswith("#") and workspace in unescaped and " due" in unescaped:
            return "Your crontab calls `mailer due`."
    try:
        name = systemd_units([], workspace).name
    except ValueError:
        return ""
    done = ask_program("systemctl", "--user", "is-active", "--quiet", f"{name}.timer")
    if done is not None and done.returncode == 0:
        return f"The timer {name} calls `mailer due`."
    return ""


def _host_and_port(given: str, port: int, option: str) -> tuple[str, int]:
    try:
        return host_and_port(given, port)
    except ValueError as error:
        raise UsageError(str(error), where=f"{option} {given}") from error
