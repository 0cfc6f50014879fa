"""
The notice that opens a correction, a withdrawal or a hold: what to do, about which release, and why.

It names the original as the front matter does (`original_headline`, `original_date`), in the
language of the variant. Other kinds of release have none. Pure.
"""

from mailer.read.release import Kind, Original, Variant
from mailer.render.dates import show_date
from mailer.render.markdown import markdown_tree, parse_markdown, render_html
from mailer.render.phrases import phrases_for
from mailer.render.plain_text import TextWriter

CALLING_BACK = (Kind.CORRECTION, Kind.WITHDRAWAL, Kind.HOLD)


def notice_of(kind: Kind, variant: Variant, mark: str) -> dict[str, object] | None:
    """What templates see of the notice; None for a kind that calls nothing back."""
    if kind not in CALLING_BACK:
        return None
    words = phrases_for(variant.language)
    note = parse_markdown(variant.correction_note)
    return {
        "sentence": words[f"notice_{kind.value}"].format(
            original=original_shown(variant.original, variant.language)
        ),
        "heading": words["changed_heading"] if kind is Kind.CORRECTION else "",
        "note": render_html(note),
        "note_text": TextWriter(mark).write(markdown_tree(note)),
    }


def original_shown(original: Original, language: str) -> str:
    """The original by its headline and day, as far as they are given."""
    words = phrases_for(language)
    if original.dated:
        day = show_date(original.dated, language)
        return words["original"].format(headline=original.headline, date=day)
    if original.headline:
        return words["original_undated"].format(headline=original.headline)
    return words["original_unnamed"]
