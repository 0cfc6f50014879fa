"""
The note that opens a correction or an update: what has changed, and where, as Markdown.

Promises: one line for every change, in the language of the variant; the words around what differs
are kept short; what was text before stays text, and becomes no Markdown and no Jinja. Pure.
"""

import re
from collections.abc import Iterable

from mailer.check.revision import Change
from mailer.render.phrases import phrases_for

_PART_WORDS = {
    "headline": "part_headline",
    "subhead": "part_subhead",
    "by": "part_by",
    "located": "part_dateline",
    "dated": "part_date",
    "embargoed_until": "part_embargo",
    "quotation.text": "part_quotation",
    "quotation.by": "part_quotation",
    "event.starts": "event_when",
    "event.ends": "event_when",
    "event.who": "event_who",
    "event.what": "event_what",
    "event.where": "event_where",
    "event.why": "event_why",
    "event.photo": "event_photo",
    "event.online": "event_online",
    "event.rsvp": "event_rsvp",
    "images": "photo_credit",
    "availability": "availability_heading",
    "boilerplate": "part_boilerplate",
    "contacts": "contact_heading",
    "ed_note": "notes_heading",
    "attachments": "attachments_heading",
    "usage_terms": "usage_heading",
}
_MARKS = re.compile(r"([\\`*_\[\]<>&#|~!{}])")
_QUOTES = tuple("\"'“”„‘’«»")
_WHOLE_MAX = 90
"""A text up to so many characters is quoted whole."""
_AROUND = 4
"""Words kept on each side of what differs in a longer one."""
_QUOTED_MAX = 240


def change_note(changes: Iterable[Change], language: str) -> str:
    """The changes as a list of Markdown; a sentence where there are none."""
    words = phrases_for(language)
    lines = [f"- {_label(each, language)}: {_what(each, language)}" for each in changes]
    return "\n".join(lines) or words["change_none"]


def _label(change: Change, language: str) -> str:
    words = phrases_for(language)
    if change.part != "body":
        return words[_PART_WORDS[change.part]]
    if not change.number:
        return words["part_body"]
    gone, new = change.before and not change.after, change.after and not change.before
    key = "part_paragraph_gone" if gone else "part_paragraph_new" if new else "part_paragraph"
    return words[key].format(number=change.number)


def _what(change: Change, language: str) -> str:
    words = phrases_for(language)
    if not change.before and not change.after:
        return words["change_layout"]
    if not change.before:
        return words["change_new"].format(after=_quoted(language, change.after)[0])
    if not change.after:
        return words["change_gone"].format(before=_quoted(language, change.before)[0])
    before, after = _quoted(language, *_windows(change.before, change.after))
    arrow = "←" if language.partition("-")[0] == "ar" else "→"
    return f"{before} {arrow} {after}"


def _quoted(language: str, *texts: str) -> list[str]:
    """Texts between quotation marks; as they are where one of them brings its own."""
    own = any(text.strip("… ")[:1] in _QUOTES or text.strip("… ")[-1:] in _QUOTES for text in texts)
    around = "{text}" if own else phrases_for(language)["quoted"]
    return [around.format(text=_MARKS.sub(r"\\\1", _shortened(text))) for text in texts]


def _shortened(text: str) -> str:
    if len(text) <= _QUOTED_MAX:
        return text
    return text[:_QUOTED_MAX].rsplit(" ", 1)[0].removesuffix("…").rstrip() + " …"


def _windows(before: str, after: str) -> tuple[str, str]:
    """Both texts cut down to what differs and a few words around it."""
    if max(len(before), len(after)) <= _WHOLE_MAX:
        return before, after
    old, new = before.split(), after.split()
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    end = next((n for n in range(shorter - start) if old[-1 - n] != new[-1 - n]), shorter - start)
    return _window(old, start, end), _window(new, start, end)


def _window(words: list[str], start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(words), len(words) - end + _AROUND)
    shown = " ".join(words[first:last])
    return f"{'… ' if first else ''}{shown}{' …' if last < len(words) else ''}"
