"""
What only a finished release can have: one thing that is said in two ways.

Two headlines, two years, two editions, two hours, a figure and its double, a title and its quotation.
"""

from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

TWO_IN_ONE = Flaw(
    "PR096",
    Severity.WARNING,
    "Two headlines in one line",
    'The {field} is two: "{text}".',
    "Keep one of them.",
    "Said of two whole lines with a stroke or an “or:” between them; a name behind a stroke, and one "
    "headline in two languages, are left alone.",
)
TWO_EDITIONS = Flaw(
    "PR097",
    Severity.WARNING,
    "One name with two years or numbers",
    'The {field} says "{text}", and another place "{other}".',
    "Correct the one that was left from an earlier time.",
    "Said where each place knows one year, or one edition, alone.",
)
DAY_OF_THE_PLACE = Flaw(
    "PR098",
    Severity.WARNING,
    "Dateline with two days",
    'The dateline says "{text}", and the release is dated {dated}.',
    'Correct one; the message writes the day from "date:", so "located:" needs none.',
    "Readers would not know which of the two holds.",
)
CORRECTS_NOTHING = Flaw(
    "PR100",
    Severity.WARNING,
    "Correction that names no error",
    "The correction does not say what was wrong.",
    "Write what the earlier release said and what is right, and where.",
    "A newsroom that has printed the earlier release must find what to correct.",
)
OTHER_TITLE = Flaw(
    "PR101",
    Severity.WARNING,
    "Earlier release under another name",
    'The text calls the earlier release "{text}", and the headline "{other}".',
    "Compare both with the release as it was sent.",
    "Newsrooms look for the release by its headline.",
)
EVENT_HOUR = Flaw(
    "PR102",
    Severity.WARNING,
    "Event and text at different hours",
    'The text says "{text}", and the event {moves} at {hour}.',
    "Ask which holds; correct event: or the text.",
    "Both would be in the message, and the calendar entry is made of the event. Doors, arrivals and "
    "what belongs to the event's programme are left alone.",
)
LATE_REGISTRATION = Flaw(
    "PR103",
    Severity.WARNING,
    "Registration after the event",
    '"{text}": the event is over on {day}.',
    "Correct the day.",
    "It was likely left from an earlier state of the invitation.",
)
CLOSES_OTHERWISE = Flaw(
    "PR104",
    Severity.WARNING,
    "Two hours of closing",
    'The text says "{text}", and elsewhere "{other}".',
    "Ask which holds.",
    "Said where the text knows one range of hours and one hour of closing, and names no days beside "
    "them.",
)
SWAPPED_DIGITS = Flaw(
    "PR105",
    Severity.WARNING,
    "Figure with two digits that changed places",
    '"{text}" and "{other}" differ by two digits that changed places.',
    "Ask which is right.",
    "Said of a figure in the headline that the text has in this form alone, and of people who take "
    "part.",
)
GOES_ON = Flaw(
    "PR106",
    Severity.WARNING,
    "Mark that more follows",
    'The text has the mark "{text}".',
    "Take it out, or add what is missing.",
    "It belongs at the foot of a printed page. In a message it tells editors that a part got lost.",
)
OTHER_AGE = Flaw(
    "PR109",
    Severity.WARNING,
    "Two ages of one person",
    'The text says "{text}", and the headline "{other}".',
    "Ask which is right.",
    "Said where the text has one age for that name.",
)
OTHER_COUNT = Flaw(
    "PR110",
    Severity.WARNING,
    "Two counts of one thing",
    'The text says "{text}", and the headline "{other}".',
    "Count again, and correct one of the two.",
    "Said where the opening tells the headline again, and the text has one number for that thing.",
)
NO_SPEAKER = Flaw(
    "PR113",
    Severity.WARNING,
    "Quotation without a speaker",
    'Nobody is named who says "{text}".',
    "Write who says it.",
    "A name was lost in editing. Said of “said.” with nobody before or behind it, and of a paragraph "
    "of quotation between paragraphs in which nobody speaks, where all other quotations have a speaker.",
)
OTHER_BOILERPLATE = Flaw(
    "PR114",
    Severity.WARNING,
    "Boilerplate of another organisation",
    'The boilerplate is about "{name}", and the release, from "{sender}", never speaks of it.',
    "Replace it with the sender’s own.",
    "It was left from another release. Said where both are of one sort: two clubs, two museums, two "
    "schools.",
)
OTHER_SUBJECT = Flaw(
    "PR115",
    Severity.WARNING,
    "Subject of another release",
    'The subject "{text}" shares nothing with the headline and the text.',
    "Write one for this release, or take it out; the headline stands in for it.",
    "It was left from another release, and is all that an inbox shows. Said where it names somebody, or "
    "the sender, and nothing else that the release speaks of.",
)
CAPTION_DAY = Flaw(
    "PR116",
    Severity.WARNING,
    "Caption with another day",
    'The caption says "{text}", and the text "{other}".',
    "Ask which holds.",
    "Papers print captions unread. Said of the day on which the same thing opens, or from which it "
    "is shown.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them, in the order of their ids."""
