"""
What the copy desk can find where a text reckons, counts or names a span: flaws that import and check
share, and those of its grammar that need no dictionary.

Every id stands in `check.catalogue`, which also writes docs/checks.md.
"""

from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

SHARES = Flaw(
    "PR074",
    Severity.WARNING,
    "Shares of more than the whole",
    'The shares add up to {total}%: "{text}".',
    "Ask for the figures, and correct the one that is wrong.",
    "Said only where a whole is divided (made up of, se reparte …), and of votes for, against and blank; "
    "answers of which one may give several are left alone.",
)
CHANGE = Flaw(
    "PR075",
    Severity.WARNING,
    "Change and figures disagree",
    '"{text}": that is {truth}.',
    "Work it out again; one of the three figures is wrong.",
    "Readers work it out, and they do so with places, too (up 12 places, from 58th to 47th). Rounded "
    "figures are given their room, and about, nearly and almost more.",
)
CONVERSION = Flaw(
    "PR076",
    Severity.WARNING,
    "Measure converted wrongly",
    '"{text}": {truth}.',
    "Convert it anew.",
    "Temperatures, lengths, weights, areas and speeds; a rounded figure is given its room.",
)
UPSIDE_DOWN = Flaw(
    "PR077",
    Severity.WARNING,
    "Span that ends before it begins",
    '"{text}" ends before it begins.',
    "Ask which of the two is meant, and correct the other.",
    "Ages, days of a month, years of a life, and hours. A night is left alone, and so are two hours "
    "of different days.",
)
DAYS_COUNTED = Flaw(
    "PR078",
    Severity.WARNING,
    "Days counted wrongly",
    '"{text}" has {truth} days, and the sentence says {said}.',
    "Correct the count, or the dates.",
    "Said where a sentence names one number of days and one range of them.",
)
ORDINAL = Flaw(
    "PR080",
    Severity.WARNING,
    "Ordinal with a wrong ending",
    '"{text}" is spelled "{right}".',
    "Correct the ending, or the figure.",
    "The figure was often changed and the ending forgotten.",
)
ANNIVERSARY = Flaw(
    "PR081",
    Severity.WARNING,
    "Anniversary that does not fit its year",
    '"{text}": from {since} to {year} are {truth} years.',
    "Ask for the year, and count again.",
    "One year more or less is left alone: a feast may be ahead. The years since something was "
    "founded are held against the year that any part of the release names.",
)
AGE = Flaw(
    "PR082",
    Severity.WARNING,
    "Age that does not fit the birth",
    '"{text}": somebody born {born} is {truth} {when}.',
    "Ask the family, and correct one of the two.",
    "Said of an obituary that names one birth and one age, where a year more or less is left alone; and "
    "of an age beside a full date of birth, where it must be right on the day of the dateline.",
)
FRACTION = Flaw(
    "PR083",
    Severity.WARNING,
    "Fraction and percentage disagree",
    '"{text}": that would be {truth}%.',
    "Ask for the figures, and correct one of the two.",
    "Five points are left for rounding; more than, nearly and their kin are left alone.",
)
UNIT_TWICE = Flaw(
    "PR084",
    Severity.WARNING,
    "Unit written twice",
    '"{text}" says its unit twice.',
    "Keep the sign or the word.",
    "It betrays a figure that was changed in haste.",
)
ARTICLE = Flaw(
    "PR085",
    Severity.WARNING,
    "A or an",
    '"{text}" has the wrong article.',
    "Write an before the sound of a vowel, a before any other.",
    "The noun was often changed and the article forgotten. What may be said either way is left alone.",
)
CONTRACTION = Flaw(
    "PR086",
    Severity.WARNING,
    "De el, a el",
    '"{text}" is written as one word.',
    "Write del and al, or él with its accent.",
    "A name that begins with a capital El is left alone.",
)
SPANISH_CAPITAL = Flaw(
    "PR087",
    Severity.NOTE,
    "Day or month with a capital",
    '"{text}" is written small in Spanish.',
    "Write days and months small.",
    "Names such as Viernes Santo and Plaza 9 de Julio are left alone.",
)
OTHER_LANGUAGE = Flaw(
    "PR088",
    Severity.WARNING,
    "Words left in the other language",
    '"{text}" was left in {language}.',
    "Translate it.",
    "Fixed phrases, and a whole sentence in a text that is in one language otherwise; quotations, and "
    "notices for readers of the other language, are left alone.",
)
NUMBER_STYLES = Flaw(
    "PR089",
    Severity.WARNING,
    "Figures written two ways",
    '"{ours}" and "{theirs}" divide their figures differently.',
    "Use the comma and the point in one way throughout.",
    "One of them reads as a thousand times more or less.",
)
INTERNAL_NOTE = Flaw(
    "PR092",
    Severity.ERROR,
    "Note among colleagues",
    '"{text}" is meant for a colleague.',
    "Do what it says, and take it out.",
    "It would go to every recipient. Found too are brackets that ask a question or open with Ojo, NB, Q, "
    "Query, Check, Duda or Nota interna; a quotation may hold them. Notes to editors are left alone.",
)
PARTS = Flaw(
    "PR107",
    Severity.WARNING,
    "Parts that miss their whole",
    'The parts add up to {sum}, and the whole is {whole}: "{text}".',
    "Ask for the figures; one of them is wrong.",
    "Said of a row of parts that comes near the figure named just before; rounding is given its room.",
)
TWO_UNITS = Flaw(
    "PR108",
    Severity.WARNING,
    "One amount in two units",
    '"{text}" and "{other}" are the same figure in two units.',
    "Ask which of the two is right.",
    "Millions and billions, or two currencies, in sentences that speak of the same thing; and a whole in "
    "another currency than its parts.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them, in the order of their ids."""
