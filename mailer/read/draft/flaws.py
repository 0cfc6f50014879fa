"""
What import says of a draft besides what the copy desk finds: where it was unsure.

Every id stands in `check.catalogue`, which also writes docs/checks.md.
"""

from collections.abc import Sequence

from mailer.read.copy.text import listed
from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

_WHOLE_MAX = 4_000
_LINES_MAX = 20

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
COUNTED_BY_PARAGRAPHS = Flaw(
    "IM018",
    Severity.NOTE,
    "Places are paragraphs",
    'A document has no lines: "line 3" below means its third paragraph that is not empty.',
    "",
    "Paragraphs, items of lists and rows of tables are counted from the top.",
)
TRACKED_CHANGES = Flaw(
    "IM019",
    Severity.WARNING,
    "Tracked changes accepted",
    "{insertions} and {deletions} were accepted, as you asked. Inserted: {inserted}. Deleted: {deleted}.",
    "Read the text once more: nobody has decided on these changes one by one.",
    "Without --accept-changes such a document is refused, so that no draft state goes out.",
)
COMMENTS = Flaw(
    "IM020",
    Severity.WARNING,
    "Comments left out",
    "{count} in the margin, left out: {text}.",
    "Answer what they ask before the release goes out.",
    "A comment is often a question that somebody still has.",
)
HIDDEN_TEXT = Flaw(
    "IM021",
    Severity.WARNING,
    "Hidden words left out",
    "Words that nobody sees were left out: {text}.",
    "Type them into the release file if they belong there.",
    "Hidden words are remnants of a template or of an earlier state, and a mail would show them.",
)
PAGE_EDGE = Flaw(
    "IM022",
    Severity.NOTE,
    "Header or footer of the page left out",
    "Left out, because it stands in the header or footer of the page: {text}.",
    "Type it into the release file if it belongs there.",
    "A message has no pages.",
)
EMBARGO_AT_THE_EDGE = Flaw(
    "IM023",
    Severity.WARNING,
    "Release line taken from a header or footer",
    "The header or footer of the page says when the release may be published: {text}.",
    "Check that this is meant, and that the text says the same.",
    "EMBARGOED often stands in the header alone; it is never dropped.",
)
TEXT_BOX = Flaw(
    "IM024",
    Severity.NOTE,
    "Text box put into the text",
    "{count} put behind the paragraph to which {belongs}: {text}.",
    "Move it to where it belongs, or delete it.",
    "A text box has a place on the page, and none in the order of the text.",
)
FOOTNOTES = Flaw(
    "IM025",
    Severity.WARNING,
    "Footnotes left out",
    "{count} left out: {text}.",
    "Write what is needed into the text or the notes to editors.",
    "A message has no foot of the page.",
)
PICTURES = Flaw(
    "IM026",
    Severity.NOTE,
    "Pictures left out",
    "Pictures left out: {count} ({lines}), described as {text}.",
    'Save each as a file below images/ and name it under "images:", with alt, caption and credit.',
    "A picture inside a document has lost its size, its credit and often its sharpness.",
)
AUTHOR_DATA = Flaw(
    "IM027",
    Severity.NOTE,
    "The document names its authors",
    "The properties of the document say {text}; the release does not.",
    "Keep it in mind before the document itself is sent to anybody.",
    "Names of people and firms in a document's properties are read by journalists.",
)
ACTIVE_CONTENT = Flaw(
    "IM028",
    Severity.NOTE,
    "Scripts and forms left out",
    "Left out: {what}.",
    "",
    "No mail program runs them, and many refuse a message that holds them.",
)
UNSAFE_LINK = Flaw(
    "IM029",
    Severity.WARNING,
    "Link left out",
    "A link that leads nowhere outside, or could do harm, was left out; its words stay: {text}.",
    "Write the full address, beginning with https://, if the link is needed.",
    "Links within a page, to a file of one computer, or that run a script.",
)
STRUCK_OUT = Flaw(
    "IM030",
    Severity.WARNING,
    "Struck-out words left out",
    "Words that are struck out were left out: {text}.",
    "Type them anew if they still hold.",
    "Somebody marked them for deletion; a plain-text message would show them as if they held.",
)
PART_CHOSEN = Flaw(
    "IM031",
    Severity.NOTE,
    "One of two texts was read",
    "The message holds its text more than once; the {chosen} one was read.",
    "If the text differs from what you know, save the other one as .txt and import that.",
    "Mail programs send the same text as HTML and as plain text; the HTML holds links and lists.",
)
ATTACHMENTS = Flaw(
    "IM032",
    Severity.WARNING,
    "Attachments not taken",
    "{count} not taken: {text}.",
    'Save what is needed below the workspace and name it under "attachments:" or "images:"; '
    "import a draft that is attached by itself.",
    "Nothing inside a message is opened.",
)
SUBJECT_READ = Flaw(
    "IM033",
    Severity.NOTE,
    "Subject of the message",
    'The message has the subject "{text}"; {use}.',
    "",
    "A colleague's subject is often that of a covering mail.",
)
COVER_NOTE = Flaw(
    "IM034",
    Severity.NOTE,
    "Greeting or covering note left out",
    "Left out, because it is part of the mail around the draft: {text}.",
    "Type it into the release file if it belongs there; the template greets by itself.",
    "A salutation, the header lines of a forwarded mail, and what stands between them and the "
    "release line.",
)
OLD_ENCODING = Flaw(
    "IM035",
    Severity.WARNING,
    "Read as Windows-1252",
    "The file is not in UTF-8; it was read as Windows-1252, with {text} on {lines}.",
    "Look at these letters; if one is wrong, save the draft anew as UTF-8.",
    "A file in an older encoding does not say in which.",
)
LINK_AS_TEXT = Flaw(
    "IM036",
    Severity.NOTE,
    "Link without its address",
    "Nothing can be linked where these words stand: {text}.",
    "Write the address into the text if readers need it.",
    "A headline, a contact and other single lines are plain text.",
)
MENU_LEFT_OUT = Flaw(
    "IM037",
    Severity.NOTE,
    "Menu of the page left out",
    "Left out, because it leads through the website: {text}.",
    "",
    "Only what the page marks as its navigation.",
)
PAGE_TITLE = Flaw(
    "IM038",
    Severity.NOTE,
    "Title of the page left out",
    'The page calls itself "{text}".',
    "",
    "What a browser shows in its tab; often it is the headline with the sender's name.",
)
TRACKERS = Flaw(
    "IM039",
    Severity.NOTE,
    "Tracking pictures left out",
    "Pictures of one dot, by which readers are watched, left out: {count}, described as {text}.",
    "",
    "They come with newsletters and count who opens them.",
)
QUOTE_SIGNS = Flaw(
    "IM040",
    Severity.NOTE,
    "Quotation signs of a mail taken off",
    'The sign ">" at the beginning of lines was taken off ({lines}).',
    "",
    "A mail program puts it before the lines of a mail that is answered or forwarded.",
)
EMBARGO_IN_TEXT = Flaw(
    "IM041",
    Severity.WARNING,
    "Embargo inside the text",
    'The embargo was taken from inside the text: "{text}".',
    "Check that it is the embargo of this release.",
    "An embargo is taken wherever a line begins with it; a release without its embargo goes out at "
    "once.",
)
UNREAD_WORDS = Flaw(
    "IM042",
    Severity.ERROR,
    "Words that could not be read whole",
    "The document holds words that may have been lost on the way: {text}.",
    "Compare the release file with the document, and type what is missing.",
    "A part of Word that this program does not know; nothing is lost silently.",
)
EMBARGO_MENTIONED = Flaw(
    "IM043",
    Severity.WARNING,
    "The text speaks of an embargo",
    'The text speaks of an embargo ("{text}"), but no line of the draft sets one.',
    'If the release is embargoed, write "embargoed_until:" in the release file.',
    "A release without its embargo goes out at once.",
)
REFERENCE_READ = Flaw(
    "IM044",
    Severity.NOTE,
    "Number read as the sender's own",
    "Put into the notes to editors as a number of the sender's: {text}.",
    "Move it if readers need it in the text, or take it out.",
    "Such numbers stand above the headline, and would be taken for it.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them, in the order of their ids."""


def whole(text: str) -> str:
    """Words that were left out, on one line, so that a person can take them back from the finding."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _WHOLE_MAX else flat[:_WHOLE_MAX].rstrip() + " …"


def some_lines(numbers: Sequence[int]) -> str:
    """Lines as people say them; of very many the first."""
    several = sorted(set(numbers))
    more = f" and {len(several) - _LINES_MAX} more" if len(several) > _LINES_MAX else ""
    return listed(several[:_LINES_MAX]) + more
