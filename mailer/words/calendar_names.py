"""
Names of months in English, Spanish, French, German, Italian and Portuguese, and of weekdays in the
first two, as people write them, without accents.

Promises: a name stands for one month or one weekday, whichever language it is in. `mar` is March
(marzo) and never Tuesday (martes).
"""

import unicodedata

_MONTHS = (
    "january enero jan ene janvier januar janner gennaio gen janeiro janv",
    "february febrero feb fevrier februar febbraio fevereiro fev fevr",
    "march marzo mar mars marz marco",
    "april abril apr abr avril aprile avr",
    "may mayo mai maggio maio mag",
    "june junio jun juin juni giugno junho giu",
    "july julio jul juillet juli luglio julho lug juil",
    "august agosto aug ago aout",
    "september septiembre setiembre sept sep set septembre settembre setembro",
    "october octubre oct octobre oktober ottobre outubro okt ott out",
    "november noviembre nov novembre novembro",
    "december diciembre dec dic decembre dezember dicembre dezembro dez",
)
_WEEKDAYS = (
    "monday lunes mon lun",
    "tuesday martes tues tue",
    "wednesday miercoles wed mie",
    "thursday jueves thurs thur thu jue",
    "friday viernes fri vie",
    "saturday sabado sat sab",
    "sunday domingo sun dom",
)
MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
"""Folded name → 1 to 12."""
WEEKDAY_OF = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
"""Folded name → 0 (Monday) to 6."""
WEEKDAYS_SHOWN = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)


def folded(text: str) -> str:
    r"""
    Small letters without accents, blanks of any sort single.

    >>> folded("  Miércoles,\u00a05 de Diciembre ")
    'miercoles, 5 de diciembre'
    """
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())
