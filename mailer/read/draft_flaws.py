"""
What import says of a draft besides what the copy desk finds: where it was unsure.

Every id stands in `check.catalogue`, which also writes docs/checks.md.
"""

from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

STRAIGHTENED = Flaw(
    "IM001",
    Severity.NOTE,
    "Invisible mess straightened",
    "Straightened: {what} on {lines}.",
    "",
    "Doubled and no-break blanks become one blank, control and other invisible characters go. "
    "Nothing that can be seen is ever changed. No-break blanks beside figures stay.",
)
LOST_LETTER = Flaw(
    "IM002",
    Severity.ERROR,
    "A letter was lost",
    "On {lines} stands a replacement mark (U+FFFD) where a letter was lost.",
    "Type what should stand there; the release is refused until then.",
    "The mark is what an earlier program left of a letter it could not read.",
)
NO_END_MARK = Flaw(
    "IM003",
    Severity.NOTE,
    "No end mark",
    "The draft has no end mark, so it may be cut short.",
    "Check that the last line is the end; the message gets its end mark by itself.",
    "###, -30-, ENDS and FIN tell that nothing is missing.",
)
EMBARGO_UNCLEAR = Flaw(
    "IM004",
    Severity.ERROR,
    "Embargo without an exact time",
    'The embargo reads "{text}", which names no single instant. {why}',
    'Correct "embargoed_until:" in the release file. {cure}',
    "What the draft says is kept word for word, and the release is refused until it is exact: an "
    "embargo is never dropped and never guessed.",
)
TWO_RELEASE_LINES = Flaw(
    "IM005",
    Severity.ERROR,
    "Embargoed and for immediate release",
    "The draft says both when it may be published (line {embargo}) and that it may be published at "
    "once (line {immediate}); the embargo was kept.",
    "Ask which of the two holds, and take out the other.",
    "Where the two disagree, holding the release can be mended and publishing it cannot.",
)
KIND_READ = Flaw(
    "IM006",
    Severity.NOTE,
    "Kind taken from the text",
    "Read as a release of the kind {kind}, because of {reason}.",
    'Change "kind:" if it is another.',
    "The kind decides the label above the headline.",
)
SUBHEAD_READ = Flaw(
    "IM007",
    Severity.NOTE,
    "Line read as the subhead",
    'Read as the subhead: "{text}".',
    "Move it if it is something else.",
    "A second line above the text that does not repeat the headline usually is one.",
)
SENDER_READ = Flaw(
    "IM008",
    Severity.NOTE,
    "Line read as the letterhead",
    'Left out as the letterhead: "{text}".',
    "The sender's name comes from mailer.toml; put the line back if it is something else.",
    "The name above the release line that the text mentions again is the sender's.",
)
BOILERPLATE_READ = Flaw(
    "IM009",
    Severity.NOTE,
    "Paragraph read as the boilerplate",
    'Read as the boilerplate, though no heading says so: "{text}".',
    "Move it back into the text if it belongs there.",
    'A last paragraph that says "… is a …" of a sender named before usually is one.',
)
NOTES_READ = Flaw(
    "IM010",
    Severity.NOTE,
    "Text after the end mark",
    "What follows the end mark was read as notes to editors.",
    "Move it if it is something else.",
    "What stands below the end mark is not for publication.",
)
DATE_IN_TEXT = Flaw(
    "IM011",
    Severity.NOTE,
    "Dateline left in the text",
    'The dateline "{text}" names no complete date, so it stays in the text.',
    'Write "located:" and "date:" in the release file, and take it out of the text.',
    "A year is never completed for you.",
)
MOVED_INTO_TEXT = Flaw(
    "IM012",
    Severity.NOTE,
    "Line moved into the text",
    'Nothing tells what this line is, so it opens the text: "{text}".',
    "Move it to where it belongs, or delete it.",
    "Nothing of a draft is dropped because it was not understood.",
)
NO_HEADLINE = Flaw(
    "IM013",
    Severity.ERROR,
    "No headline",
    "The draft has no line that could be its headline.",
    'Write one behind "headline:" in the release file.',
    "A release without a headline is refused.",
)
NO_BODY = Flaw(
    "IM014",
    Severity.ERROR,
    "No text",
    "The draft has no text below its headline.",
    "Write it below the second --- of the release file.",
    "A release without a text is refused.",
)
LANGUAGE_UNCLEAR = Flaw(
    "IM015",
    Severity.NOTE,
    "Language not recognised",
    "The language of the draft is not clear; English was written down.",
    'Change "language:" in the release file if it is another.',
    "The language decides the release line, the dates and which readers get the release.",
)
HEADING_LEFT_OUT = Flaw(
    "IM016",
    Severity.NOTE,
    "Heading of the boilerplate left out",
    'Left out: "{text}"; the message writes this heading itself.',
    "Check that the sender's name in mailer.toml is the same.",
    "The heading above the boilerplate is made from the name in mailer.toml.",
)
TWO_DATES = Flaw(
    "IM017",
    Severity.WARNING,
    "Two dates",
    "The draft is dated {above} above the text and {dateline} in the dateline; the latter was taken.",
    'Correct "date:" in the release file if it is the other.',
    "One of the two was forgotten when the text was written anew.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them, in the order of their ids."""
