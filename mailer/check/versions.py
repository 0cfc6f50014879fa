"""
The new version of a release against the one that was sent: what a correction or update must not have.

Promises: the same two releases give the same findings. Pure.
"""

from collections.abc import Iterator

from mailer.check.flaws.of_versions import (
    EMBARGO_MOVED,
    LANGUAGE_GONE,
    NOTE_LEFT_OVER,
    SUBJECT_KEEPS_HEADLINE,
)
from mailer.read.release import Release, Variant
from mailer.words.findings import Finding


def check_version(before: Release, after: Release) -> Iterator[Finding]:
    """All that is to be said about `after` as the version that follows `before`."""
    file = after.variants[0].file
    for variant in before.variants:
        if variant_in(after, variant.language) is None:
            yield LANGUAGE_GONE.found(file, language=variant.language, version=before.version)
    old, new = (each.embargoed_until for each in (before, after))
    if (old and old.utc) != (new and new.utc):
        line = after.variants[0].lines.get("embargoed_until")
        yield EMBARGO_MOVED.found(file, line, before=old or "none", after=new or "none")
    for variant in after.variants:
        earlier = variant_in(before, variant.language)
        if earlier is not None:
            yield from _of_variant(earlier, variant, before.version)


def _of_variant(before: Variant, after: Variant, version: int) -> Iterator[Finding]:
    if after.correction_note and after.correction_note == before.correction_note:
        line = after.lines.get("correction_note")
        yield NOTE_LEFT_OVER.found(after.file, line, version=version)
    stem = subject_stem(before, after)
    if after.headline != before.headline and stem and stem != after.subject:
        line = after.lines.get("headline")
        yield SUBJECT_KEEPS_HEADLINE.found(after.file, line, subject=stem)


def variant_in(release: Release, language: str) -> Variant | None:
    """The variant in exactly this language."""
    return next((one for one in release.variants if one.language == language), None)


def subject_stem(before: Variant, after: Variant) -> str:
    """
    The subject of an answer without its tag: the earlier one, unless the author wrote another.

    "": the headline stands in for it, as it is.
    """
    if after.subject and after.subject != before.subject:
        return after.subject
    if before.subject:
        return before.subject
    changed = before.headline != after.headline
    return before.headline if changed and "{" not in before.headline else ""
