"""
The notice that opens a correction, an update, a withdrawal or a hold: what to do, about which
release, and why.

A copy has one where it is such an act to its reader, or where the release is of such a kind. It
names the original as the front matter does (`original_headline`, `original_date`), in the language
of the variant. Pure.
"""

from collections.abc import Mapping

from markupsafe import Markup

from mailer.read.release import Kind, Original, Variant
from mailer.render.dates import show_date
from mailer.render.markdown import markdown_tree, parse_markdown, render_html
from mailer.render.phrases import phrases_for
from mailer.render.plain_text import TextWriter
from mailer.words.states import Act

_ANSWERS = frozenset(act.value for act in Act if act is not Act.ORIGINAL)
_CHANGING = frozenset((Act.CORRECTION.value, Act.UPDATE.value))


def shown_as(kind: Kind, act: Act) -> str:
    """What a copy calls itself: by the act it is to its reader, else by the release's kind."""
    return kind.value if act is Act.ORIGINAL else act.value


def notice_of(calling: str, variant: Variant, mark: str) -> dict[str, object] | None:
    """What templates see of the notice; None for a copy that calls nothing back. See `shown_as`."""
    if calling not in _ANSWERS:
        return None
    words = phrases_for(variant.language)
    note = parse_markdown(variant.correction_note)
    return {
        "sentence": words[f"notice_{calling}"].format(
            original=original_shown(variant.original, variant.language)
        ),
        "heading": words["changed_heading"] if calling in _CHANGING else "",
        "note": render_html(note),
        "note_text": TextWriter(mark).write(markdown_tree(note)),
    }


def unsaid(notice: Mapping[str, object], html: str, text: str) -> tuple[str, str]:
    """
    The part of a notice that a finished page or text does not have, and in which; "" for neither.

    `html` or `text` may be "": nothing is asked of it then.
    """
    page = Markup(html).striptags()  # noqa: S704 - taken apart, and shown to nobody
    note = Markup(str(notice["note"])).striptags()  # noqa: S704 - as above
    for part, shown, said in (
        ("html", page, {"sentence": notice["sentence"], "note": note}),
        ("txt", text, {"sentence": notice["sentence"], "note_text": notice["note_text"]}),
    ):
        letters = _joined(shown)
        for name, words in said.items():
            if letters and _joined(str(words)) not in letters:
                return name, part
    return "", ""


def _joined(text: str) -> str:
    """The letters and figures alone: how a text is laid out, or set in capitals, is no matter."""
    return "".join(char for char in text.casefold() if char.isalnum())


def original_shown(original: Original, language: str) -> str:
    """The original by its headline and day, as far as they are given."""
    words = phrases_for(language)
    if original.dated:
        day = show_date(original.dated, language)
        return words["original"].format(headline=original.headline, date=day)
    if original.headline:
        return words["original_undated"].format(headline=original.headline)
    return words["original_unnamed"]
