"""The shared corpus of bad inputs, as far as reading decides them."""

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mailer.read.configuration import load_settings
from mailer.read.lists.media_list import read_media_list
from mailer.read.release_file import parse_release
from mailer.words.errors import MailerError
from mailer.words.findings import Finding, Severity

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "cases" / "bad_inputs.json"
CASES: list[dict[str, Any]] = (
    json.loads(CORPUS.read_text("utf-8"))["cases"] if CORPUS.exists() else []
)
NOW = datetime(2026, 1, 15, tzinfo=UTC)
RENDERING = frozenset(
    (
        "R047",
        "R049",
        "R050",
        "R052",
        "R053",
        "R056",
        "R059",
        "R061",
        "R062",
        "R064",
        "R065",
        "R079",
        "R085",
        "R086",
    )
)
"""Read as they are; what they hold is refused when it is checked or rendered."""
ELSEWHERE = frozenset(("R074", "R076", "L069", "D013", "D029", "D035", "D044", "C018", "C027"))
"""Picture files (test_workspace), the relay's word, checks against a clock or the network."""
ACCEPTED_BY_DESIGN = frozenset(("R009", "R027", "D016"))
"""Colons need no quotes, UTF-16 is decoded, a zone's capitals do not matter: the case allows it."""
OUR_NAMES = {
    "SMTP_HOST": "MAILER_SMTP_HOST",
    "SMTP_PASSWORD": "MAILER_SMTP_PASSWORD",
    "SMTP_USER": "MAILER_SMTP_USERNAME",
    "SMTP_TLS": "MAILER_SMTP_SECURITY",
    "MAIL_FROM": "MAILER_FROM",
    "RATE": "MAILER_SMTP_RATE",
}


def cases(group: str, *kinds: str) -> list[Any]:
    found = [
        pytest.param(case, id=case["id"])
        for case in CASES
        if case["group"] == group
        and case["input"]["kind"] in kinds
        and case["id"] not in RENDERING | ELSEWHERE
    ]
    return found or [pytest.param(None, marks=pytest.mark.skip(reason="the corpus is not here"))]


def content_of(case: dict[str, Any]) -> bytes:
    value, kind = case["input"]["value"], case["input"]["kind"]
    if kind == "b64":
        return base64.b64decode(value)
    if kind == "gen":
        value = eval(value)
    if kind == "addr":
        value = 'email\n"' + value.replace('"', '""') + '"\n'
    if kind == "row":
        value = f"email,name,outlet\n{value}\n"
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def is_refused(case: dict[str, Any], error: MailerError) -> None:
    assert case["outcome"].startswith("reject")
    assert case["id"] not in ACCEPTED_BY_DESIGN
    assert error.where
    assert error.cure
    assert re.fullmatch("[^\x00-\x09\x0b-\x1f\x7f-\x9f\ufffd]*", str(error))
    assert not any(word in str(error) for word in ("Ã", "\\x00", "yaml", "Traceback"))


def is_accepted(case: dict[str, Any]) -> None:
    rejected = case["outcome"] in {"reject_file", "reject_config"}
    assert not rejected or case["id"] in ACCEPTED_BY_DESIGN


@pytest.mark.parametrize("case", cases("release", "text", "b64", "gen"))
def test_releases(case: dict[str, Any]) -> None:
    """A release of the corpus is read or refused as the corpus has it."""
    try:
        parse_release({"release.md": content_of(case)}, "release", now=NOW)
    except MailerError as error:
        is_refused(case, error)
    else:
        is_accepted(case)


@pytest.mark.parametrize("case", cases("embargo", "text"))
def test_embargoes(case: dict[str, Any]) -> None:
    """An embargo of the corpus is one instant, or refused with its cure."""
    text = f"---\nheadline: x\nembargo: {case['input']['value']}\n---\nB\n"
    try:
        parse_release({"release.md": text.encode()}, "release", now=NOW)
    except MailerError as error:
        is_refused(case, error)
    else:
        is_accepted(case)


@pytest.mark.parametrize("case", cases("media_list", "text", "b64", "gen", "addr", "row"))
def test_media_lists(case: dict[str, Any]) -> None:
    """A list of the corpus is refused, or its rows come out as the corpus has it."""
    outcome = case["outcome"]
    try:
        media_list = read_media_list([content_of(case)], name="list", file="lists/list.csv")
        out = list(media_list)
    except MailerError as error:
        is_refused(case, error)
        return

    is_accepted(case)
    findings = [each for each in out if isinstance(each, Finding)]
    severities = {each.severity for each in findings}
    assert (Severity.ERROR in severities) == (outcome == "reject_row")
    assert media_list.tally.rejected == (outcome == "reject_row")
    assert outcome != "warn" or Severity.WARNING in severities
    assert outcome != "skip_row" or media_list.tally.kept == 1
    assert outcome != "accept_exact" or Severity.WARNING not in severities
    assert all(each.file and each.row and each.what.isprintable() for each in findings)


@pytest.mark.parametrize("case", cases("config", "env", "b64", "text"))
def test_settings(case: dict[str, Any], tmp_path: Path) -> None:
    """Settings of the corpus, under our names, are read or refused as the corpus has it."""
    if case["input"]["kind"] == "text":
        text = f"---\nheadline: x\n{case['input']['value']}\n---\nB\n"
        with pytest.raises(MailerError) as caught:
            parse_release({"release.md": text.encode()}, "release")
        is_refused(case, caught.value)
        return
    env = re.sub(r" (?=[A-Z_]+=)", "\n", content_of(case).decode("utf-8"))
    for theirs, ours in OUR_NAMES.items():
        env = re.sub(rf"^{theirs}=", f"{ours}=", env, flags=re.MULTILINE)
    if "MAILER_SMTP_HOST=" not in env:
        env += "\nMAILER_SMTP_HOST=mail.example.org\n"
    if "PASSWORD" in env and "USERNAME" not in env:
        env += "MAILER_SMTP_USERNAME=u\n"
    (tmp_path / ".env").write_text(env, "utf-8", newline="")
    try:
        settings, _ = load_settings(tmp_path, {})
    except MailerError as error:
        is_refused(case, error)
    else:
        is_accepted(case)
        assert settings.relay is not None
        assert "\r" not in settings.relay.password
