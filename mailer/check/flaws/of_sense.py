"""
What only a finished release can have: parts that contradict each other.

A table and its total, a list and its count, the text and the event, the text and the press contacts.
"""

from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

COLUMN_SUM = Flaw(
    "PR073",
    Severity.WARNING,
    "Column that does not add up",
    'The column "{column}" adds up to {sum}, and its last row says {total}.',
    "Ask for the figures; correct the row or the total.",
    "Rounded decimals and percentages are given their room. A last row that may be an average, and "
    "tables with totals in between, are left alone.",
)
LIST_COUNTED = Flaw(
    "PR079",
    Severity.NOTE,
    "List longer or shorter than announced",
    '"{text}" is followed by {count}.',
    "Count again; a line was added or lost.",
    "Said where the line above a list ends with a colon and counts one thing.",
)
FORWARDED = Flaw(
    "PR090",
    Severity.WARNING,
    "Mark of a reply or of forwarding",
    'The {field} begins with "{text}".',
    "Take it out.",
    "It tells readers that the release was meant for somebody else first.",
)
NO_SUCH_FIGURE = Flaw(
    "PR091",
    Severity.WARNING,
    "Figure or table that is not there",
    'The text says "{text}", and the release has none.',
    "Add it under images: or attachments:, or change the words.",
    "Said of releases without pictures and files; a table in the text counts as one.",
)
PARAGRAPH_TWICE = Flaw(
    "PR093",
    Severity.WARNING,
    "Paragraph that stands twice",
    'The paragraph "{text}" stands on line {first} already.',
    "Keep one of them.",
    "It was pasted twice, or moved and left behind.",
)
EVENT_DAY = Flaw(
    "PR094",
    Severity.WARNING,
    "Event and text on different days",
    'The text says "{text}", and the event is on {day}.',
    "Ask which holds; correct event: or the text.",
    "Both would be in the message, and the calendar entry is made of the event. Said where the text "
    "never names the event's day; deadlines are left alone.",
)
PHONE_NEARLY = Flaw(
    "PR095",
    Severity.WARNING,
    "Telephone number that is nearly a press contact's",
    '"{text}" and "{contact}" differ by two digits that changed places.',
    "Call both.",
    "One of the two reaches a stranger.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them, in the order of their ids."""
