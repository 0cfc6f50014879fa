"""
Figures in copy as numbers: 1,204.5 and 1.204,5, each by the customs of the text's language.

Promises: every figure has the room that its rounding leaves. Never: guesses which of two customs an
unknown language has; a point before three digits then divides thousands.
"""

from typing import NamedTuple

from mailer.read.copy.lists import word_list
from mailer.words.calendar_names import folded

FIGURE = (
    r"(?:\d{1,3}(?:[.,\u00a0\u202f ]\d{3}){1,5}(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,6})?)"
)
"""A figure, to be put into a group."""
PERCENT = r"(?:\s?%|\s(?:per ?cent|por ciento)\b)"
_POINT_COUNTRIES = frozenset(("MX", "US", "PR", "GT", "HN", "NI", "SV", "PA", "DO", "PE"))
_POINT_LANGUAGES = frozenset(("en", "zh", "ja", "ko", "he", "th", ""))
_GROUP = 3
"""Digits between two marks of thousands."""


class Figure(NamedTuple):
    """A number, and how far it may lie from what was rounded to it."""

    value: float
    room: float


def has_decimal_comma(language: str) -> bool:
    """
    Whether decimals stand behind a comma.

    >>> has_decimal_comma("es"), has_decimal_comma("es-MX"), has_decimal_comma("en-GB")
    (True, False, False)
    """
    base, _, country = language.partition("-")
    return base not in _POINT_LANGUAGES and country not in _POINT_COUNTRIES


def figure_of(text: str, language: str) -> Figure:
    """
    The number that a figure stands for.

    >>> figure_of("1.204,5", "es").value, figure_of("1,204.5", "en").value, figure_of("500", "en").room
    (1204.5, 1204.5, 5.0)
    """
    decimal = "," if has_decimal_comma(language) else "."
    head, tail = text, ""
    place = max(text.rfind(","), text.rfind("."))
    behind = len(text) - place - 1
    if place >= 0 and (behind != _GROUP or (text[place] == decimal and text.count(decimal) == 1)):
        head, tail = text[:place], text[place + 1 :]
    whole = "".join(char for char in head if char.isdigit()) or "0"
    if tail:
        return Figure(float(f"{whole}.{tail}"), 0.5 * 10**-behind)
    zeros = len(whole) - len(whole.rstrip("0"))
    return Figure(float(whole), 0.5 * 10 ** max(0, zeros - 1))


def small_number(word: str) -> int:
    """
    A small number in figures or words, 0 where it is none.

    >>> small_number("12"), small_number("twelve"), small_number("dieciséis"), small_number("some")
    (12, 12, 16, 0)
    """
    if word.isdigit():
        return int(word)
    plain = folded(word)
    for ones in (word_list("ones"), word_list("spanish_ones")):
        if plain in ones:
            return ones.index(plain)
    for tens in (word_list("tens"), ("veinte", *word_list("spanish_tens"))):
        if plain in tens:
            return 10 * (tens.index(plain) + 2)
    return 0
