"""Rates, presets and spans of time as people write them."""

from datetime import timedelta
from pathlib import Path

import pytest

from mailer.read.configuration import load_settings
from mailer.read.rates import RateError, parse_rates, parse_span, presets
from mailer.read.settings import Rate
from mailer.words.errors import SettingsError

HOST = "MAILER_SMTP_HOST=relay.example\n"


def settings_of(tmp_path: Path, env: str = HOST, toml: str = ""):
    (tmp_path / ".env").write_text(env)
    (tmp_path / ".env").chmod(0o600)
    (tmp_path / "mailer.toml").write_text(toml)
    settings, _findings = load_settings(tmp_path, {})
    return settings


def test_every_preset_is_a_rate_with_its_source() -> None:
    """Each of the four has rates, a bound on connections, and a page of its provider."""
    assert set(presets()) == {"gmail", "google-workspace", "microsoft-365", "amazon-ses"}
    for preset in presets().values():
        assert preset.rates
        assert preset.connections >= 1
        assert preset.source.startswith("https://")


def test_a_preset_stands_for_its_rates_and_bounds_connections(tmp_path: Path) -> None:
    """MAILER_SMTP_RATE=microsoft-365 is 30 a minute, 10,000 a day and three connections."""
    relay = settings_of(tmp_path, HOST + "MAILER_SMTP_RATE=Microsoft-365\n").relay

    assert relay.rates == (Rate(30, 60), Rate(10_000, 86_400))
    assert relay.connections == 3


def test_a_preset_and_a_rate_hold_together(tmp_path: Path) -> None:
    """A preset may stand among rates; every one of them holds."""
    relay = settings_of(tmp_path, HOST + 'MAILER_SMTP_RATE="gmail, 20/min"\n').relay

    assert relay.rates == (Rate(500, 86_400), Rate(20, 60))


@pytest.mark.parametrize(
    ("text", "cure"),
    [("gmial", '"gmail"'), ("14", "14/s"), ("1/fortnight", "14/s"), ("", "14/s"), ("1/s,", "14/s")],
)
def test_what_is_no_rate_is_told(text: str, cure: str) -> None:
    """A slip in a preset's name is told with the nearest one, anything else with the form."""
    with pytest.raises(RateError) as caught:
        parse_rates(text)

    assert cure in caught.value.cure


@pytest.mark.parametrize(
    ("text", "span"),
    [("4h", timedelta(hours=4)), ("90 min", timedelta(minutes=90)), ("1 day", timedelta(days=1))],
)
def test_spans(text: str, span: timedelta) -> None:
    """Minutes, hours and days, with or without a blank."""
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "4", "0h", "-1h", "31d", "4 moons", "1h30"])
def test_what_is_no_span(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(RateError):
        parse_span(text)


def test_limits_of_the_settings_file(tmp_path: Path) -> None:
    """[limits] says how long, how often and how fast; domains are compared in lower case ASCII."""
    settings = settings_of(
        tmp_path,
        toml='[limits]\ngive_up_after = "2h"\nmessages_per_connection = 50\n'
        'connection_age = "5min"\n[limits.domains]\n"GMail.com" = "20/min, 400/day"\n'
        '"bücher.example" = "1/s"\n',
    )

    assert settings.limits.give_up_after == timedelta(hours=2)
    assert settings.limits.domains == {
        "gmail.com": (Rate(20, 60), Rate(400, 86_400)),
        "xn--bcher-kva.example": (Rate(1, 1),),
    }
    assert settings.relay.messages_per_connection == 50
    assert settings.relay.connection_age_s == 300


@pytest.mark.parametrize(
    ("toml", "where"),
    [
        ('[limits]\ngive_up_after = "soon"', "[limits]"),
        ('[limits]\nmessages_per_connection = "many"', "[limits]"),
        ("[limits]\nmessages_per_connection = true", "[limits]"),
        ("[limits]\nspeed = 1", "[limits]"),
        ('[limits.domains]\n"not a domain" = "1/s"', "[limits.domains]"),
        ('[limits.domains]\n"gmail.com" = "fast"', "[limits.domains]"),
    ],
)
def test_limits_that_cannot_be_are_refused_by_place(tmp_path: Path, toml: str, where: str) -> None:
    """A limit that is none is refused with its table."""
    with pytest.raises(SettingsError) as caught:
        settings_of(tmp_path, toml=toml)

    assert where in caught.value.where
