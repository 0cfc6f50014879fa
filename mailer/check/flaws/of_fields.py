"""
What only a finished release can have: flaws of its fields, its Markdown, its links and its embargo.

The flaws of its words are in `read.copy.flaws`, as import finds them too.
"""

from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

NOBODY_TO_CALL = Flaw(
    "PR003",
    Severity.WARNING,
    "Nobody to call",
    "The release names no press contact, and mailer.toml has none either.",
    'Add "contacts:" to the release, or [[organisation.contacts]] to mailer.toml.',
    "A release without a person to ask is rarely used.",
)
BROKEN_LINK = Flaw(
    "PR007",
    Severity.ERROR,
    "Link that cannot work",
    'The link "{target}" {fault}.',
    "Write the whole address, beginning with https://, or mailto: or tel:.",
    "A message has no place of its own from which a short address could lead anywhere, and mail "
    "programs open nothing but the web, mail and telephone.",
)
DOUBTFUL_LINK = Flaw(
    "PR008",
    Severity.WARNING,
    "Doubtful link",
    'The link "{target}" {fault}.',
    "Use a public address that begins with https://, and try whether it opens.",
    "Readers' programs warn of addresses without https, and nobody but you can open one on your "
    "own machine.",
)
ACTIVE_HTML = Flaw(
    "PR016",
    Severity.ERROR,
    "HTML that would do something",
    'The text holds HTML: "{text}". It would be shown as text, and never run.',
    "Take it out; the text is written in Markdown.",
    "Scripts, forms, frames and styles are nothing for a message; they come in with text copied "
    "from a web page.",
)
SHOWN_HTML = Flaw(
    "PR017",
    Severity.WARNING,
    "HTML that would be shown",
    'The text holds HTML, which readers would see as it stands: "{text}".',
    "Write it in Markdown: **bold**, *italic*, [text](https://…).",
    "HTML is never taken from the text.",
)
NO_ALT = Flaw(
    "PR018",
    Severity.ERROR,
    "Picture without a description",
    'The picture "{path}" has no description.',
    'Say in "alt:" (or between the brackets of ![…]) what can be seen.',
    "Most readers see the description before the picture, and some see nothing else.",
)
INSECURE_IMAGE = Flaw(
    "PR019",
    Severity.WARNING,
    "Picture without https",
    'The picture "{path}" is loaded without https.',
    'Use an https:// address, or list the file under "images:".',
    "Many mail programs do not show it.",
)
SHOUTED_HEADLINE = Flaw(
    "PR020",
    Severity.WARNING,
    "Headline in capitals",
    "The {field} stands in capitals.",
    "Write it as a sentence.",
    "Capitals look like spam to people and to filters.",
)
LONG_HEADLINE = Flaw(
    "PR021",
    Severity.NOTE,
    "Long headline",
    "The headline has {count} characters.",
    "Up to {most} read well.",
    "Long headlines are cut by those who use them, and not always where you would.",
)
LONG_SUBJECT = Flaw(
    "PR022",
    Severity.NOTE,
    "Long subject",
    'The subject has {count} characters; an inbox shows "{shown}", and a phone "{phone}".',
    'Write a shorter "subject:", of {most} characters or less; without one the headline stands in.',
    "What matters must stand in front.",
)
NO_BOILERPLATE = Flaw(
    "PR023",
    Severity.NOTE,
    "No boilerplate",
    "Nothing says who you are: there is no boilerplate in this language.",
    'Add "boilerplate:" to the release or [organisation.boilerplate] to mailer.toml.',
    "Journalists who do not know you look there first.",
)
NO_DATELINE = Flaw(
    "PR024",
    Severity.NOTE,
    "Incomplete dateline",
    "The dateline lacks {missing}.",
    'Add "located:" and "date:".',
    "Where and when the news was made is asked in every newsroom. Corrections, withdrawals and "
    "holds need none.",
)
HIGH_NUMBER = Flaw(
    "PR025",
    Severity.WARNING,
    "Number taken for a list",
    "The line would become a list that begins with {number}.",
    "If it is a year or another number, write it with a backslash: {number}\\.",
    'Markdown takes "2018. A year" for item 2018 of a list.',
)
INDENTED_CODE = Flaw(
    "PR026",
    Severity.WARNING,
    "Indented paragraph",
    "The paragraph is indented and would be shown like computer code.",
    "Take away the blanks before its lines.",
    "Markdown takes four blanks before a line for code.",
)
END_MARK_IN_TEXT = Flaw(
    "PR027",
    Severity.NOTE,
    "End mark in the text",
    'The text ends with the end mark "{text}".',
    "Take it out; the message gets its end mark by itself.",
    "It would stand there twice, or as an empty heading.",
)
NO_POSTAL_ADDRESS = Flaw(
    "PR028",
    Severity.WARNING,
    "No postal address",
    "The sender's postal address is missing.",
    "Add postal_address to [organisation] in mailer.toml.",
    "Several countries demand it in mail to many, and filters look for it.",
)
UNKNOWN_IGNORE = Flaw(
    "PR029",
    Severity.WARNING,
    "Unknown finding set aside",
    '"ignore:" names {id}, which is no finding.',
    "Correct the id, or take the line out.",
    "A slip here would leave the finding you meant in force. Every id stands in this table.",
)
ATTACHED_TWICE = Flaw(
    "PR119",
    Severity.WARNING,
    "File attached twice",
    "{path} is the same file as {other}.",
    "Take one of the two out.",
    "It makes the message larger, and readers look for the difference.",
)
BLOCKED_FILE = Flaw(
    "PR120",
    Severity.WARNING,
    "File that mail programs block",
    "{path} is of a kind ({suffix}) that mail servers and programs refuse.",
    "Put it on the web and write the link, or save it as PDF, DOCX or a picture.",
    "Programs and scripts are stopped on their way, and the whole message often with them.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them."""
