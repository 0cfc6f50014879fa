"""
What the copy desk can find in the words of a release: flaws that import and check share.

Every id stands in `check.catalogue`, which also writes docs/checks.md.
"""

from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

TWO_HEADLINES = Flaw(
    "PR001",
    Severity.ERROR,
    "Two headlines",
    "The draft has {count} headlines that differ ({lines}): {headlines}.",
    'The release file holds one "headline:" line for each; delete those you do not want.',
    "A draft often carries the headline of an earlier state. Nobody but its author knows which one "
    "stands, so none is chosen: the release file is refused until one is left.",
)
UNREACHABLE_CONTACT = Flaw(
    "PR002",
    Severity.ERROR,
    "Press contact who cannot be reached",
    "{who} has {missing}.",
    "Add what is missing, or take the contact out.",
    "A journalist with a question has minutes. A contact needs a name and a phone number or an "
    "address; one of the two is enough.",
)
WRONG_WEEKDAY = Flaw(
    "PR004",
    Severity.ERROR,
    "Weekday and date disagree",
    '"{text}": {truth}.',
    "Ask which of the two is meant, and correct the other.",
    "Read in English and Spanish. A date without a year is reported if it is wrong in every "
    "year that can be meant beside the dateline. Ranges of days are left alone.",
)
PLACEHOLDER = Flaw(
    "PR005",
    Severity.ERROR,
    "Something is still to be filled in",
    '"{text}" is still to be filled in.',
    "Write what belongs there, or take it out.",
    "Found are TK, XXX, ???, lorem ipsum, [insert …], [Name] and its kin, ruled blanks, and "
    "the merge fields of other programs. A Roman numeral before a name (XXX Congreso) is none.",
)
DANGLING_END = Flaw(
    "PR006",
    Severity.ERROR,
    "A sentence breaks off",
    'The paragraph ends with "{text}", and nothing follows.',
    "Add the address it announces, or take these words out.",
    "A link that was lost in copying leaves its announcement behind.",
)
UNBALANCED_QUOTES = Flaw(
    "PR009",
    Severity.WARNING,
    "Quotation marks do not match",
    "A quotation mark {fault}.",
    "Add the other mark, so that it is clear where the quotation begins and ends.",
    "Who said what must be beyond doubt. Inches and feet are left alone.",
)
RUNNING_QUOTATION = Flaw(
    "PR010",
    Severity.WARNING,
    "Running quotation without opening marks",
    "The quotation that begins on line {first} runs on to line {last}, but {lines} "
    "{begin} without an opening mark.",
    "Open each of its paragraphs with a quotation mark, and close only the last.",
    "Without the mark an editor takes the paragraph for your own words.",
)
DOUBLED_APOSTROPHE = Flaw(
    "PR011",
    Severity.WARNING,
    "Doubled apostrophe",
    '"{text}" has an apostrophe too many.',
    "Keep one. Words are never changed for you.",
    "A possessive inside single quotation marks is left alone.",
)
WRONG_GLOSS = Flaw(
    "PR012",
    Severity.WARNING,
    "Abbreviation does not fit its name",
    '"{gloss}" does not fit the name before it: "{name}" gives {initials}.',
    "Check which letters are right.",
    "Reported where letters are swapped or one differs; abbreviations made in another language "
    "(FAO, ISO, UTC) are left alone.",
)
MIXED_SPELLING = Flaw(
    "PR013",
    Severity.WARNING,
    "Abbreviation spelled two ways",
    "{spellings} stand side by side.",
    "Use one spelling throughout.",
    "US and U.S., UK and U.K., UN and U.N., EU and E.U., EEUU and EE. UU. Headlines are left "
    "alone: many houses write US there and U.S. in the text.",
)
DOUBLED_BLANKS = Flaw(
    "PR014",
    Severity.WARNING,
    "Doubled blanks",
    "Blanks stand doubled on {lines}.",
    "Keep one blank between words.",
    "They show in plain text, and often betray words that were moved or lost. A single no-break "
    "blank is left alone.",
)
INVISIBLE = Flaw(
    "PR015",
    Severity.WARNING,
    "Invisible characters",
    "The text holds {what}.",
    "Delete the word around it and type it anew.",
    "They break searches and links, and marks of writing direction can hide words. In a line with "
    "right-to-left letters such marks are left alone.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them, in the order of their ids."""
