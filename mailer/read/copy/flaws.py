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
    "year that can be meant beside the dateline, and one in figures (3/12) if it is wrong in both "
    "orders of day and month. Ranges of days are left alone.",
)
PLACEHOLDER = Flaw(
    "PR005",
    Severity.ERROR,
    "Something is still to be filled in",
    '"{text}" is still to be filled in.',
    "Write what belongs there, or take it out.",
    "Found are TK, XXX, ???, lorem ipsum, [insert …], [Name], [COMPLETAR NOMBRE] and their kin, ruled "
    "blanks, and the merge fields of other programs; and to be confirmed, por confirmar and por "
    "definir where they end a bracket, a field, an item of a list or a cell. A Roman numeral before a "
    "name (XXX Congreso) is none.",
)
DANGLING_END = Flaw(
    "PR006",
    Severity.ERROR,
    "A sentence breaks off",
    'The paragraph ends with "{text}", and nothing follows.',
    "Add the address it announces, or take these words out.",
    "A link that was lost in copying leaves its announcement behind; and a paragraph that ends with "
    "the, and, de la or a bare preposition lost its end. Came in, log on and their kin are left alone.",
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
    "Running quotation without opening marks, or closed before its end",
    "The quotation that begins on line {first} runs on to line {last}, but {fault}.",
    "Open each of its paragraphs with a quotation mark, and close only the last.",
    "Without the mark an editor takes the paragraph for your own words, and with a closing one what "
    "follows for somebody else’s. A paragraph that » or ” takes up goes on from the one "
    "above; so does one that runs on below a paragraph of nothing but quotation, which a colon "
    "announced.",
)
DOUBLED_APOSTROPHE = Flaw(
    "PR011",
    Severity.WARNING,
    "Doubled apostrophe",
    '"{text}" has an apostrophe too many.',
    "Keep one. Words are never changed for you.",
    "Customers’s has one, too: behind a plural in -s stands the apostrophe alone. A possessive inside "
    "single quotation marks is left alone, and so are names and words such as boss.",
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
NO_ZONE = Flaw(
    "PR031",
    Severity.NOTE,
    "Time without a zone",
    'No time zone stands beside "{text}".',
    "Write the zone behind the time, such as ET or GMT, if people elsewhere will read it.",
    "Said of the hour of an invitation and of what can be joined from afar.",
)
WRONG_SEASON = Flaw(
    "PR032",
    Severity.WARNING,
    "Zone of the wrong season",
    "{zone} does not hold on {day}: the clocks show {right} then.",
    "Write the name that holds all year (ET, CT, MT, PT), or the one of that season.",
    "Readers who convert the time are an hour late or early. Where a place that keeps one time all "
    "year is named, nothing is said.",
)
TWELVE = Flaw(
    "PR033",
    Severity.WARNING,
    "Noon or midnight?",
    '"{text}" can be noon or midnight.',
    "Write noon, or 12:01 a.m., or 11:59 p.m.",
    "Embargoes have been broken because of it.",
)
IMPOSSIBLE_TIME = Flaw(
    "PR034",
    Severity.ERROR,
    "There is no such time",
    '"{text}" is no time of day.',
    "Ask which time is meant.",
    "Readers cannot know which half of it is right.",
)
ZONES_DISAGREE = Flaw(
    "PR035",
    Severity.ERROR,
    "Two zones that disagree",
    '"{text}" are two different instants on {day}.',
    "Ask which of the two is meant, and convert it anew; mind summer time on both sides.",
    "In March, October and November the clocks of two countries change in different weeks.",
)
MIXED_QUOTES = Flaw(
    "PR036",
    Severity.WARNING,
    "Curly and straight quotation marks",
    "Curly quotation marks (line {curly}) and straight ones (line {straight}) stand side by side.",
    "Use one sort throughout.",
    "They betray text that was put together from two places. Inches are left alone.",
)
MIXED_APOSTROPHES = Flaw(
    "PR037",
    Severity.NOTE,
    "Curly and straight apostrophes",
    "Curly apostrophes (line {curly}) and straight ones (line {straight}) stand side by side.",
    "Use one sort throughout.",
    "They betray text that was put together from two places.",
)
UNBALANCED_BRACKETS = Flaw(
    "PR038",
    Severity.WARNING,
    "Brackets do not match",
    'The bracket {mark} has no partner: "{text}".',
    "Add the other bracket, or take this one out.",
    "Something was lost with it, more often than not.",
)
SPANISH_MARKS = Flaw(
    "PR039",
    Severity.WARNING,
    "Question or exclamation with one mark",
    'The mark {missing} is missing: "{text}".',
    "Spanish opens with ¿ and ¡ what it closes with ? and !.",
    "Said of text in Spanish only.",
)
NAME_TWO_WAYS = Flaw(
    "PR040",
    Severity.WARNING,
    "Name spelled two ways",
    '"{ours}" and "{theirs}" may be the same name.',
    "Ask how it is spelled, and use one spelling throughout.",
    "A misspelled name is the correction that editors print most. Two people of nearly the same "
    "name in one sentence are left alone.",
)
IMPOSSIBLE_PHONE = Flaw(
    "PR042",
    Severity.WARNING,
    "Telephone number that cannot be",
    '"{text}" cannot be called: {fault}.',
    "Ask for the number, and call it once.",
    "Judged by the length of each country's numbers alone; fictional numbers pass.",
)
REPEATED_WORD = Flaw(
    "PR044",
    Severity.WARNING,
    "Word written twice",
    'A word stands twice: "{text}".',
    "Keep one of them.",
    "Names such as Bora Bora, and words that may follow themselves (had had), are left alone.",
)
MOJIBAKE = Flaw(
    "PR045",
    Severity.ERROR,
    "Letters in a wrong encoding",
    '"{text}" holds letters that came through a wrong encoding.',
    "Type the word anew.",
    "Accents and quotation marks are what remains unreadable when a file changes programs.",
)
WRONG_WORD = Flaw(
    "PR046",
    Severity.WARNING,
    "Word taken for another",
    '"{text}": is "{right}" meant?',
    "Read the sentence again, and correct it.",
    "Only phrases in which the other word must be meant are reported.",
)
MISPLACED_APOSTROPHE = Flaw(
    "PR047",
    Severity.WARNING,
    "Apostrophe in the wrong place",
    '"{text}" has its apostrophe in the wrong place.',
    "Write children's, women's, men's; and no apostrophe in a plural.",
    "Only forms that are always wrong are reported.",
)
WORD_TWO_WAYS = Flaw(
    "PR048",
    Severity.NOTE,
    "Word spelled two ways",
    "{spellings} stand side by side.",
    "Use one spelling throughout.",
    "British and American spellings, and words with and without a hyphen.",
)
ROLE_TWO_WAYS = Flaw(
    "PR099",
    Severity.WARNING,
    "Role told two ways",
    '{name} is "{ours}" and "{theirs}".',
    "Ask which of the two it is.",
    "Said where the two are the same but for deputy, acting, former, vice-, sub- and their kin. A rank "
    "before a name is left alone.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them, in the order of their ids."""
