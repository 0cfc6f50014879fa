"""
An event as an advisory shows it: one row for each of who, what, when, where, why and what follows.

WHEN is made from the exact times, in the release's language and the event's own zone, with UTC
beside it. Pure.
"""

from collections.abc import Iterator

from mailer.read.release import Event
from mailer.render.dates import show_instant, show_span
from mailer.render.layout import paragraph
from mailer.render.markdown import (
    markdown_tree,
    parse_inline,
    parse_markdown,
    render_inline_html,
)
from mailer.render.phrases import phrases_for
from mailer.render.plain_text import TextWriter, plain

_ROWS = ("who", "what", "when", "where", "why", "photo", "online", "rsvp")


def event_of(event: Event | None, language: str, mark: str) -> dict[str, object] | None:
    """What templates see of an event; None where there is none."""
    if event is None:
        return None
    words = phrases_for(language)
    rows = [(words[f"event_{name}"], text) for name, text in _texts(event, language)]
    writer = TextWriter(mark)
    return {
        "rows": [{"label": label, "value": render_inline_html(text)} for label, text in rows],
        "rows_text": "\n".join(
            paragraph(
                f"{label}: {writer.line(markdown_tree(parse_inline(text)))}", mark, "", "    "
            )
            for label, text in rows
        ),
    }


def when_of(event: Event, language: str) -> str:
    """When the event is, for people; "" where it has no time."""
    if event.starts is None:
        return ""
    if event.ends is None:
        return show_instant(event.starts, language)
    return show_span(event.starts, event.ends, language, phrases_for(language)["event_span"])


def event_lines(event: Event, language: str) -> str:
    """The same rows for programs: `Who: …`, one line each."""
    words = phrases_for(language)
    return "\n".join(
        f"{words[f'event_{name}']}: {plain(markdown_tree(parse_markdown(text)))}"
        for name, text in _texts(event, language)
    )


def _texts(event: Event, language: str) -> Iterator[tuple[str, str]]:
    for name in _ROWS:
        text: str = when_of(event, language) if name == "when" else getattr(event, name)
        if name == "online" and text:
            text = f"<{text}>"
        if text:
            yield name, text
