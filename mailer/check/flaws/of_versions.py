"""What only the next version of a release can have: flaws against the version before."""

from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

NOTE_LEFT_OVER = Flaw(
    "EM020",
    Severity.ERROR,
    "Note of an earlier correction",
    'The "correction_note:" is the one that version {version} was sent with.',
    "Say what has changed now, or take it out: then it is written from the difference.",
    "A note about another change sends journalists to the wrong sentence.",
)
SUBJECT_KEEPS_HEADLINE = Flaw(
    "EM021",
    Severity.WARNING,
    "Subject with the earlier headline",
    'The headline has changed; the subject keeps the earlier one: "{subject}".',
    'If the error stands in it, write another behind "subject:".',
    "Mail programs sort an answer by its subject too, so the earlier one is kept unless you say so.",
)
EMBARGO_MOVED = Flaw(
    "EM022",
    Severity.WARNING,
    "Embargo changed between versions",
    "The embargo was {before}, and is now {after}.",
    "Make sure that this is meant, and call those who hold the earlier version.",
    "Who has read the earlier time may publish by it.",
)
LANGUAGE_GONE = Flaw(
    "EM023",
    Severity.ERROR,
    "Language missing from the new version",
    "Version {version} was sent in {language} too; there is no such file any more.",
    "Put the file of that language back, with the change in it.",
    "Its readers would be told in another language, or not at all.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them."""
