"""
What only a finished release can have: flaws of what it says as news.

Left-overs of an earlier state, what is announced and missing, headline and inbox, press contacts.
"""

from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

SECOND_HEADLINE = Flaw(
    "PR030",
    Severity.ERROR,
    "Second headline above the text",
    'The text begins with "{text}"; the message prints the headline above it.',
    'Keep one of the two, behind "headline:".',
    "A draft often carries the headline of an earlier state, and the two disagree.",
)
DATELINE_OLD = Flaw(
    "PR049",
    Severity.WARNING,
    "Old dateline",
    "The release is dated {dated}; today is {today}.",
    'Correct "date:", and look for what else was left from an earlier state.',
    "Old text that is used again is among the slips editors find most. Up to two weeks back and two "
    "months ahead nothing is said.",
)
TENSE_AND_DATE = Flaw(
    "PR050",
    Severity.WARNING,
    "The tense and the date disagree",
    '"{text}": {day} lies on the other side of the dateline, {dated}.',
    "Correct the date, or the tense.",
    "What is announced has passed, or what is told has yet to come; the date is often left from an "
    "earlier release.",
)
TODAY_IS_ANOTHER = Flaw(
    "PR051",
    Severity.WARNING,
    "Today is another day",
    '"{text}": {truth}.',
    "Correct one of the two.",
    "Judged against the dateline.",
)
OLD_COPYRIGHT = Flaw(
    "PR052",
    Severity.NOTE,
    "Copyright of an earlier year",
    '"{text}" names an earlier year than the dateline.',
    "Correct the year if it was left from an earlier release.",
    "Old text that is used again is among the slips editors find most.",
)
FOOTNOTE = Flaw(
    "PR053",
    Severity.WARNING,
    "Footnote that is missing",
    '"{text}" points to a note that is not there.',
    "Add the note, or take the mark out.",
    "Notes are lost when a text is shortened or copied.",
)
NOTHING_ATTACHED = Flaw(
    "PR054",
    Severity.WARNING,
    "Nothing is attached",
    'The text says "{text}", and the release has neither attachments nor images.',
    'Add the file under "attachments:" or "images:", or change the words.',
    "A promise of a picture that did not come brings calls on deadline.",
)
LINK_ELSEWHERE = Flaw(
    "PR055",
    Severity.ERROR,
    "Link that leads elsewhere",
    'The link is called "{text}" and leads to "{target}".',
    "Correct the words or the address.",
    "Mail programs take such links for fraud, and warn of the message.",
)
LINK_HERE = Flaw(
    "PR056",
    Severity.WARNING,
    "Link that says nothing",
    'The link is called "{text}".',
    "Make the words a link that say what is found there.",
    "Whoever hears the message, and whoever reads it on paper, learns nothing from it.",
)
HEADLINE_WITHOUT_SENDER = Flaw(
    "PR057",
    Severity.NOTE,
    "Headline without the sender",
    'Neither the headline nor the subject names "{name}".',
    "Put the name in, if it is news because of who says it.",
    "Editors find releases again by who sent them.",
)
HEADLINE_FIGURE = Flaw(
    "PR058",
    Severity.NOTE,
    "Figure that the text does not have",
    "The figure {figure} of the {field} does not stand in the text.",
    "Compare the two.",
    "Figures change while a release is written, and the headline is forgotten. Rounded figures are "
    "reported too.",
)
HEADLINE_STOP = Flaw(
    "PR059",
    Severity.NOTE,
    "Headline with a full stop",
    'The headline ends with "{mark}".',
    "Take it out.",
    "A headline is no sentence, and an exclamation is advertising.",
)
PREHEADER_REPEATS = Flaw(
    "PR060",
    Severity.NOTE,
    "Preheader that repeats the headline",
    "In the inbox the {field} says again what the subject says.",
    'Write in "preheader:" what comes next.',
    "It stands beside the subject, and is read before the message is opened.",
)
PREHEADER_LENGTH = Flaw(
    "PR061",
    Severity.NOTE,
    "Preheader too short or too long",
    "The preheader has {count} characters.",
    "Write between 40 and 100.",
    "Beside a short one the inbox shows other text of the message; a long one is cut.",
)
DATELINE_TWICE = Flaw(
    "PR062",
    Severity.WARNING,
    "Dateline in the text",
    'The text begins with the dateline "{text}".',
    'Take it out of the text; the message writes it from "located:" and "date:".',
    "It would stand there twice, and perhaps with two dates.",
)
ADVISORY_WITHOUT = Flaw(
    "PR063",
    Severity.WARNING,
    "Invitation without its particulars",
    "The invitation does not say {missing}.",
    "Add it: who, what, when (weekday, date, hour, zone), where.",
    "An invitation is used as a line in a diary, and nothing else of it is read.",
)
NO_PHONE = Flaw(
    "PR064",
    Severity.NOTE,
    "No telephone number",
    "No press contact has a telephone number.",
    "Add the number of somebody who answers today.",
    "A journalist on deadline calls.",
)
NO_FULL_STOP = Flaw(
    "PR065",
    Severity.NOTE,
    "Paragraph without an end",
    'The paragraph ends with "{text}", without a full stop.',
    "Check that nothing is missing.",
    "Said of paragraphs of several sentences or lines, not of lists, tables and headings.",
)
ADDRESS_AND_NAME = Flaw(
    "PR041",
    Severity.WARNING,
    "Address and name disagree",
    'The address {address} spells "{near}" otherwise than the name "{name}".',
    "Ask how the name is spelled, and try the address.",
    "One of the two is misspelled; the address may be nobody's.",
)
IMPOSSIBLE_ADDRESS = Flaw(
    "PR043",
    Severity.ERROR,
    "Press contact's address is none",
    'The address "{text}" {fault}.',
    "Write one address: name@domain.",
    "Questions would come back as undeliverable.",
)
BOILERPLATE_OTHERWISE = Flaw(
    "PR070",
    Severity.WARNING,
    "Boilerplate in another state",
    'The boilerplate says "{here}", and the one in mailer.toml "{there}".',
    "Correct the one that is old; without one of its own the release gets that of mailer.toml.",
    "A boilerplate that came along from an earlier release tells an old name, number or year.",
)
OPENING_TAKEN_OVER = Flaw(
    "PR071",
    Severity.WARNING,
    "Opening of another release",
    "The opening paragraph is, word for word, that of {other}.",
    "Write the new one; a new version of the same news keeps its file and gets `version: 2`.",
    "What was copied to begin with is easily left standing.",
)
HEADLINE_TAKEN_OVER = Flaw(
    "PR072",
    Severity.NOTE,
    "Headline of another release",
    "The headline is, word for word, that of {other}.",
    "Say what is new, unless it is meant.",
    "In an inbox two releases with one headline look like one sent twice.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them."""
