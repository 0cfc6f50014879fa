"""
Rates and spans of time as people write them: `14/s, 2000/day`, the name of a relay's preset, `4h`.

Promises: a rate is at least one message; what is not one is told by `RateError`, with the cure.
`relay_presets.toml` holds the presets, each with its source and the day it was read.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mailer.read.settings import Rate
from mailer.words.findings import did_you_mean

_RATE = re.compile(r"(?P<count>\d{1,9})\s*/\s*(?P<unit>[a-z]+)", re.ASCII | re.IGNORECASE)
_SPAN = re.compile(r"(?P<count>\d{1,6})\s*(?P<unit>[a-z]+)", re.ASCII | re.IGNORECASE)
_SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86400),
}
_RATE_MAX = 1_000_000
_SPAN_MAX = timedelta(days=30)
RATE_CURE = "Write it like 14/s, 30/min or 2000/day; several with commas."
SPAN_CURE = "Write it like 30min, 4h or 1d."


class RateError(ValueError):
    """It is no rate, or no span of time; one sentence, and `cure`."""

    def __init__(self, what: str, cure: str) -> None:
        """What is wrong, and what to write instead."""
        super().__init__(what)
        self.cure = cure


class Preset(NamedTuple):
    """What a well-known relay lets one account send."""

    name: str
    rates: tuple[Rate, ...]
    connections: int
    source: str


@cache
def presets() -> Mapping[str, Preset]:
    """All presets by the name that MAILER_SMTP_RATE may hold."""
    text = Path(__file__).with_name("relay_presets.toml").read_text("utf-8")
    return {
        key: Preset(
            given["name"],
            tuple(parse_rate(rate) for rate in given["rates"]),
            given["connections"],
            given["source"],
        )
        for key, given in tomllib.loads(text).items()
    }


def find_preset(text: str) -> Preset | None:
    """The preset of that name, in any case; None where there is none."""
    return presets().get(text.strip().casefold())


def parse_rates(text: str) -> tuple[Rate, ...]:
    """
    All rates of a list with commas; a preset's name stands for its rates.

    >>> parse_rates("14/s, 2000/day")
    (Rate(count=14, seconds=1), Rate(count=2000, seconds=86400))
    """
    rates: list[Rate] = []
    for part in text.split(","):
        preset = find_preset(part)
        rates += preset.rates if preset else (parse_rate(part.strip()),)
    return tuple(rates)


def parse_rate(text: str) -> Rate:
    """One rate."""
    match = _RATE.fullmatch(text)
    seconds = _SECONDS.get(match["unit"].casefold(), 0) if match else 0
    if match is None or not seconds:
        cure = did_you_mean(text, list(presets())) if text.strip("-").isalpha() else ""
        raise RateError(f'"{text[:40]}" is not a rate.', cure or RATE_CURE)
    count = int(match["count"])
    if not 1 <= count <= _RATE_MAX:
        raise RateError(f"{count} messages are not between 1 and {_RATE_MAX}.", RATE_CURE)
    return Rate(count, seconds)


def parse_span(text: str) -> timedelta:
    """
    A span of time.

    >>> parse_span("90 min")
    datetime.timedelta(seconds=5400)
    """
    match = _SPAN.fullmatch(text.strip())
    seconds = _SECONDS.get(match["unit"].casefold(), 0) if match else 0
    if match is None or not seconds:
        raise RateError(f'"{text[:40]}" is no span of time.', SPAN_CURE)
    span = timedelta(seconds=int(match["count"]) * seconds)
    if not timedelta(0) < span <= _SPAN_MAX:
        raise RateError(f'"{text[:40]}" is not between a second and 30 days.', SPAN_CURE)
    return span
