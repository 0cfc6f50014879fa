"""
The preflight: every check, on every variant of a release.

Promises: a finding that the author set aside with a reason does not appear; setting aside something
that is no finding is said. The same release, sender and instant give the same findings.
Never: raises for a flaw of the copy, stops at the first, reads a clock or follows a link.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from mailer.check.announced import advisory_without, footnotes, nothing_attached
from mailer.check.attached import attached_twice, blocked_files
from mailer.check.captions import caption_day
from mailer.check.catalogue import CATALOGUE
from mailer.check.contradictions import (
    event_day,
    forwarded_titles,
    missing_figures,
    paragraphs_twice,
    phones_nearly,
)
from mailer.check.corrections import corrects_nothing, other_title
from mailer.check.doubles import day_of_the_place, two_headlines
from mailer.check.editions import two_editions
from mailer.check.embargo import (
    dateline_and_embargo,
    embargo_and_text,
    embargo_far,
    embargo_hour,
    embargo_in_gmt,
    embargo_otherwise,
    embargo_past,
    expired,
)
from mailer.check.event_hours import closes_otherwise, event_hour, late_registration
from mailer.check.flaws.of_fields import UNKNOWN_IGNORE
from mailer.check.headline_counts import other_ages, other_counts
from mailer.check.headline_figures import headline_figure, swapped_people
from mailer.check.inbox import (
    headline_stop,
    headline_without_sender,
    preheader_length,
    preheader_repeats,
)
from mailer.check.links import (
    bare_addresses,
    broken_links,
    doubtful_links,
    images_without_alt,
    insecure_images,
    links_elsewhere,
    web_links,
)
from mailer.check.markup import (
    active_html,
    dateline_twice,
    end_mark_in_text,
    goes_on,
    high_numbers,
    indented_code,
    no_full_stop,
    shown_html,
)
from mailer.check.people import (
    impossible_contacts,
    jinja_in_settings,
    missing_boilerplate,
    missing_postal_address,
    no_phone,
    nobody_to_call,
    unreachable_contacts,
)
from mailer.check.recycled import boilerplate_otherwise, taken_over
from mailer.check.rows import changes_in_rows
from mailer.check.speakers import no_speaker
from mailer.check.stale import dateline_old, old_copyright, tense_and_date, today_is_another
from mailer.check.strangers import other_boilerplate, other_subject
from mailer.check.subject import Subject, subject_of
from mailer.check.tables import columns_summed, lists_counted, lists_counted_elsewhere
from mailer.check.titles import (
    incomplete_dateline,
    long_headline,
    long_subject,
    second_headline,
    shouted_headline,
)
from mailer.read.copy.desk import read_copy
from mailer.read.earlier import Earlier
from mailer.read.release import Release
from mailer.read.settings import Organisation
from mailer.words.findings import Finding, Severity

_SEVERITIES = list(Severity)


def copy_findings(subject: Subject) -> Iterator[Finding]:
    """All that the copy desk says about the words."""
    yield from read_copy(subject.copy)


def unknown_ignores(subject: Subject) -> Iterator[Finding]:
    """Ids set aside that are no finding's."""
    known = {entry.id for entry in CATALOGUE}
    for each in subject.release.ignored:
        if each.id not in known:
            line = subject.line_of("ignore")
            yield UNKNOWN_IGNORE.found(subject.variant.file, line, id=each.id)


CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    unreachable_contacts,
    impossible_contacts,
    jinja_in_settings,
    nobody_to_call,
    no_phone,
    copy_findings,
    broken_links,
    bare_addresses,
    links_elsewhere,
    doubtful_links,
    images_without_alt,
    insecure_images,
    active_html,
    shown_html,
    high_numbers,
    indented_code,
    end_mark_in_text,
    goes_on,
    dateline_twice,
    no_full_stop,
    footnotes,
    nothing_attached,
    attached_twice,
    blocked_files,
    advisory_without,
    second_headline,
    shouted_headline,
    long_headline,
    long_subject,
    headline_without_sender,
    headline_figure,
    headline_stop,
    preheader_repeats,
    preheader_length,
    dateline_old,
    tense_and_date,
    today_is_another,
    old_copyright,
    incomplete_dateline,
    missing_boilerplate,
    missing_postal_address,
    embargo_and_text,
    embargo_otherwise,
    embargo_far,
    embargo_hour,
    embargo_in_gmt,
    dateline_and_embargo,
    embargo_past,
    expired,
    boilerplate_otherwise,
    taken_over,
    columns_summed,
    lists_counted,
    lists_counted_elsewhere,
    forwarded_titles,
    missing_figures,
    paragraphs_twice,
    event_day,
    phones_nearly,
    two_headlines,
    two_editions,
    day_of_the_place,
    corrects_nothing,
    other_title,
    event_hour,
    late_registration,
    closes_otherwise,
    swapped_people,
    no_speaker,
    other_boilerplate,
    other_subject,
    caption_day,
    other_counts,
    other_ages,
    changes_in_rows,
    unknown_ignores,
)
"""Every check there is; each looks for one or a few flaws of the catalogue."""


def check_release(
    release: Release,
    *,
    organisation: Organisation,
    now: datetime,
    earlier: tuple[Earlier, ...] = (),
) -> tuple[Finding, ...]:
    """
    All findings, errors first, then by file and line. `now` is aware.

    `earlier`: other releases, which this one may have been made from.
    """
    subjects = [
        subject_of(release, variant, organisation=organisation, now=now, earlier=earlier)
        for variant in release.variants
    ]
    found = {finding for subject in subjects for check in CHECKS for finding in check(subject)}
    return in_order(release, found)


def in_order(release: Release, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Without those set aside with a reason; errors first, then by file and place."""
    ignored = {each.id for each in release.ignored if each.reason.strip()}
    return tuple(
        sorted(
            (finding for finding in findings if finding.id not in ignored),
            key=lambda each: (
                _SEVERITIES.index(each.severity),
                each.file or "",
                each.line or each.row or 0,
                each.id,
                each.what,
            ),
        )
    )


def links_of(release: Release, *, now: datetime) -> dict[str, tuple[str, int]]:
    """Every https link of a release → the file and line where it stands first."""
    places: dict[str, tuple[str, int]] = {}
    for variant in release.variants:
        for target, line in web_links(
            subject_of(release, variant, organisation=Organisation(), now=now)
        ):
            places.setdefault(target, (variant.file, line))
    return places
