"""Configuration: `.env`, the environment and mailer.toml, or a refusal that names the setting."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.read.configuration import NAMES, load_settings, unknown_lists
from mailer.read.env_file import parse_env
from mailer.read.settings import Rate, Security, Settings
from mailer.read.settings_file import parse_settings_file
from mailer.words.errors import SettingsError
from mailer.words.findings import Finding

CANARY = "canary-secret"
HOST = "MAILER_SMTP_HOST=mail.example.org\n"


def load(
    root: Path, env: str | bytes = "", toml: str = "", environ: dict[str, str] | None = None
) -> tuple[Settings, tuple[Finding, ...]]:
    if env:
        (root / ".env").write_bytes(env.encode() if isinstance(env, str) else env)
        (root / ".env").chmod(0o600)
    if toml:
        (root / "mailer.toml").write_text(toml, "utf-8")
    return load_settings(root, environ or {})


def refusal(root: Path, env: str | bytes = "", toml: str = "", **environ: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(root, env, toml, environ)
    assert CANARY not in f"{caught.value}{caught.value!r}{caught.value.__cause__}"
    return caught.value


def test_an_empty_workspace_has_settings(tmp_path: Path) -> None:
    """Without any file there is no relay and no sender, and the rest has its default."""
    settings, findings = load(tmp_path)

    assert findings == ()
    assert (settings.relay, settings.sender, settings.reply_to) == (None, None, None)
    assert settings.timezone == "UTC"
    assert settings.ledger_url == "sqlite:///.mailer/ledger.sqlite3"
    assert settings.fallback_language == ""


def test_every_setting_is_read(tmp_path: Path) -> None:
    """All names of the design are read from `.env`."""
    settings, findings = load(
        tmp_path,
        "# the relay\n"
        "export MAILER_SMTP_HOST=mail.example.org\n"
        "MAILER_SMTP_PORT=2525 # submission\n"
        "MAILER_SMTP_SECURITY=TLS\n"
        "MAILER_SMTP_USERNAME=press\n"
        f"MAILER_SMTP_PASSWORD='{CANARY} #1 $x ${{y}}'\n"
        "MAILER_SMTP_CONNECTIONS=8\n"
        'MAILER_SMTP_RATE="14/s, 30/min, 2000/day"\n'
        "MAILER_SMTP_ALLOW_PLAINTEXT=0\n"
        'MAILER_FROM="Ruiz, Ana <press@example.org>"\n'
        "MAILER_REPLY_TO=desk@example.org\n"
        "MAILER_TIMEZONE=europe/madrid\n"
        "MAILER_LEDGER=postgresql://u:p@db.example.org/ledger\n"
        "OTHER_PROGRAM=1\n",
    )
    relay = settings.relay

    assert findings == ()
    assert relay is not None
    assert (relay.host, relay.port, relay.security) == ("mail.example.org", 2525, Security.TLS)
    assert (relay.username, relay.password) == ("press", f"{CANARY} #1 $x ${{y}}")
    assert (relay.connections, relay.rates) == (8, (Rate(14, 1), Rate(30, 60), Rate(2000, 86400)))
    assert settings.sender is not None
    assert (str(settings.sender.address), settings.sender.name) == (
        "press@example.org",
        "Ruiz, Ana",
    )
    assert settings.reply_to is not None
    assert settings.timezone == "Europe/Madrid"
    assert settings.ledger_url.startswith("postgresql://")
    assert CANARY not in repr(settings)
    assert "u:p@" not in repr(settings)


def test_the_environment_wins_name_by_name(tmp_path: Path) -> None:
    """A name set in the environment replaces the one in `.env`, also by nothing."""
    env = HOST + "MAILER_FROM=a@example.org\nMAILER_TIMEZONE=Europe/Paris\n"
    settings, _ = load(
        tmp_path, env, environ={"MAILER_FROM": "b@example.org", "MAILER_TIMEZONE": ""}
    )

    assert settings.relay is not None
    assert settings.sender is not None
    assert str(settings.sender.address) == "b@example.org"
    assert settings.timezone == "UTC"


@pytest.mark.parametrize(
    ("env", "password"),
    [
        ("MAILER_SMTP_PASSWORD='pa #ss wo$rd'", "pa #ss wo$rd"),
        ("MAILER_SMTP_PASSWORD=pässwörd", "pässwörd"),
        ("MAILER_SMTP_PASSWORD=pa#ss", "pa#ss"),
        ("MAILER_SMTP_PASSWORD=pa$ss", "pa$ss"),
        ('MAILER_SMTP_PASSWORD="pa #ss"', "pa #ss"),
        ("\ufeffMAILER_SMTP_PASSWORD=abc\r", "abc"),
        ("MAILER_SMTP_PASSWORD=abc  ", "abc"),
    ],
)
def test_a_password_is_exactly_what_was_written(tmp_path: Path, env: str, password: str) -> None:
    """Signs, accents and Windows line ends leave the password whole."""
    settings, _ = load(tmp_path, f"{env}\n{HOST}MAILER_SMTP_USERNAME=u\n")

    assert settings.relay is not None
    assert settings.relay.password == password


@pytest.mark.parametrize(
    ("env", "line", "words"),
    [
        (f"MAILER_SMTP_PASSWORD={CANARY} #ss", 1, "would be left out"),
        (f"\nMAILER_SMTP_PASSWORD={CANARY}${{HOME}}", 2, "names another setting"),
        (f'MAILER_SMTP_PASSWORD="{CANARY}', 1, "never closed"),
        (f'MAILER_SMTP_PASSWORD="{CANARY}\\nx"', 1, "line break"),
        (f"MAILER_SMTP_PASSWORD=a\nMAILER_SMTP_PASSWORD={CANARY}", 2, "given twice"),
        (f"MAILER_SMTP_PASSWORD={CANARY}\nMAILER_SMTP_HOST=mail.example.org", 1, "is not"),
        (f"MAILER_SMPT_PASSWORD={CANARY}", 1, "no setting MAILER_SMPT_PASSWORD"),
        (f"SMTP_PASSWORD={CANARY}", 1, "no setting SMTP_PASSWORD"),
        ("SMPT_HOST=x", 1, "no setting SMPT_HOST"),
        ("mailer_from=a@example.org", 1, "no setting mailer_from"),
        ("\n[smtp]\nMAILER_NTP=time.example", 2, "no sign ="),
        (f"MAILER_SMTP_RATE\nMAILER_SMTP_PASSWORD={CANARY}", 1, "no sign ="),
        (f"MAILER_NTP=time.example\nexport {CANARY}", 2, "no sign ="),
        ("SMTP_VERIFY=false", 1, "no setting SMTP_VERIFY"),
        (f"MAILER_LEDGER=mysql://u:{CANARY}@h/d", 1, "not a ledger's place"),
        ("MAILER_FROM=a@example.org, b@example.org", 1, "more than one address"),
        ("MAILER_FROM=press", 1, "has no @"),
        ('MAILER_FROM="a@example.org <b@example.com>"', 1, "another address"),
        ("MAILER_TIMEZONE=CST", 1, "does not name one zone"),
        ("MAILER_NTP=time.example:ntp", 1, "is no port"),
        ("MAILER_NTP=:123", 1, "names no host"),
        ("MAILER_NTP=time.example pool.example", 1, "names no host"),
        (HOST + "MAILER_SMTP_RATE=-1", 2, "not a rate"),
        (HOST + "MAILER_SMTP_RATE=0/s", 2, "not between 1"),
        (HOST + "MAILER_SMTP_RATE=9999999/s", 2, "not between 1"),
        (HOST + "MAILER_SMTP_RATE=3/fortnight", 2, "not a rate"),
        (HOST + "MAILER_SMTP_RATE=3/s,", 2, "not a rate"),
        (HOST + "MAILER_SMTP_PORT=70000", 2, "not a number that fits"),
        (HOST + "MAILER_SMTP_PORT=smtp", 2, "not a number that fits"),
        (HOST + "MAILER_SMTP_CONNECTIONS=0", 2, "not a number that fits"),
        (HOST + "MAILER_SMTP_SECURITY=ssl", 2, "no way to protect"),
        (HOST + "MAILER_SMTP_SECURITY=none", 2, "in clear"),
        (HOST + "MAILER_SMTP_SECURITY=none\nMAILER_SMTP_ALLOW_PLAINTEXT=yes", 3, "neither 0"),
        ("MAILER_SMTP_HOST=smtp://mail.example.org", 1, "not the name of a host"),
        ("MAILER_SMTP_HOST=mail.example.org:587", 1, "not the name of a host"),
        ("MAILER_SMTP_HOST='mail example org'", 1, "not the name of a host"),
        ('MAILER_SMTP_HOST="mail.example.org\\r\\nRCPT"', 1, "line break"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    tmp_path: Path, env: str, line: int, words: str
) -> None:
    """A wrong setting is refused by name and line, with a cure, and without its value."""
    error = refusal(tmp_path, env + "\n")

    assert error.where == f".env, line {line}"
    assert words in error.what
    assert error.cure


def test_a_misspelt_name_says_which_was_meant(tmp_path: Path) -> None:
    """A slip in a name of ours says the right one."""
    assert refusal(tmp_path, "MAILER_SMPT_HOST=x\n").cure == "Did you mean MAILER_SMTP_HOST?"
    assert refusal(tmp_path, "SMTP_PASSWORD=x\n").cure == "Did you mean MAILER_SMTP_PASSWORD?"


def test_a_wrong_setting_of_the_environment_says_so(tmp_path: Path) -> None:
    """Where a value came from is part of the refusal."""
    assert refusal(tmp_path, MAILER_TIMEZONE="Mars").where == "the environment"
    assert refusal(tmp_path, MAILER_FROM="a@example.org\r\nBcc: b").where == "the environment"


def test_foreign_names_are_left_alone_or_only_warned_of(tmp_path: Path) -> None:
    """Another program's MAILER_ name in the environment, or a near one in `.env`, stops nothing."""
    _, findings = load(
        tmp_path, "MAIL_FROM=x\nDATABASE_URL=y\n", environ={"MAILER_DSN": "smtp://x", "HOME": "/"}
    )

    assert [each.id for each in findings] == ["ST003", "ST003"]
    assert "MAILER_FROM" in findings[0].cure
    assert "MAILER_DSN" in findings[1].what


@pytest.mark.parametrize(
    ("host", "port", "security", "expected"),
    [
        ("mail.example.org", "", "", (587, Security.STARTTLS)),
        ("mail.example.org", "465", "", (465, Security.TLS)),
        ("mail.example.org", "25", "", (25, Security.STARTTLS)),
        ("mail.example.org", "2525", "", (2525, Security.STARTTLS)),
        ("mail.example.org", "", "tls", (465, Security.TLS)),
        ("127.0.0.1", "2525", "", (2525, Security.NONE)),
        ("localhost", "1025", "", (1025, Security.NONE)),
        ("[::1]", "1025", "", (1025, Security.NONE)),
        ("127.0.0.1", "587", "", (587, Security.STARTTLS)),
        ("127.0.0.1", "465", "", (465, Security.TLS)),
        ("127.0.0.1", "", "none", (587, Security.NONE)),
        ("127.0.0.1", "2525", "starttls", (2525, Security.STARTTLS)),
    ],
)
def test_the_line_is_protected_by_default(
    tmp_path: Path, host: str, port: str, security: str, expected: tuple[int, Security]
) -> None:
    """Without a word the line is encrypted, but to a test server on this machine."""
    environ = {
        "MAILER_SMTP_HOST": host, "MAILER_SMTP_PORT": port, "MAILER_SMTP_SECURITY": security
    }  # fmt: skip
    relay = load(tmp_path, environ=environ)[0].relay

    assert relay is not None
    assert (relay.port, relay.security) == expected


def test_clear_text_can_be_forced_but_is_said(tmp_path: Path) -> None:
    """No encryption to another machine only by a second setting, and with a warning each time."""
    env = HOST + "MAILER_SMTP_SECURITY=none\nMAILER_SMTP_ALLOW_PLAINTEXT=1\n"
    settings, findings = load(tmp_path, env)

    assert settings.relay is not None
    assert settings.relay.security is Security.NONE
    assert [each.id for each in findings] == ["ST001"]


@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o640, False), (0o644, True)])
def test_a_password_that_everybody_can_read_is_said(
    tmp_path: Path, mode: int, *, warned: bool
) -> None:
    """A `.env` that others may read is a warning with its cure."""
    (tmp_path / ".env").write_text("MAILER_FROM=a@example.org\n")
    (tmp_path / ".env").chmod(mode)
    _, findings = load(tmp_path)

    assert [each.id for each in findings] == (["ST002"] if warned else [])


def test_a_ledger_that_will_be_swept_away_is_said(tmp_path: Path) -> None:
    """A ledger among temporary files is a warning."""
    _, findings = load(tmp_path, "MAILER_LEDGER=sqlite:////tmp/ledger.sqlite3\n")

    assert [each.id for each in findings] == ["ST004"]


def test_a_file_in_an_old_encoding_is_refused_without_showing_it(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are refused by line, not by content."""
    error = refusal(tmp_path, b"A=1\nMAILER_SMTP_PASSWORD=p\xe4ss\n")

    assert error.where == ".env, line 2"


TOML = """
[organisation]
name = "Example Press"
postal_address = "1 Sample Street\\nSampletown"
website = "https://www.example.org/"
logo = "logo.png"
colour = "#123456"
accent = "#abc"
font = "Georgia, 'Times New Roman', serif"
unsubscribe_address = "stop@example.org"
list_id = "press.example.org"

[organisation.boilerplate]
en = "**About us**: we are."
"español" = "Quiénes somos."

[organisation.reason]
en = "You report on us."

[[organisation.contacts]]
name = "Ana Sample"
phone = "0123"
languages = ["en", "español"]

[lists.national]
trusted = true

[lists.local]
trusted = false

[languages]
fallback = "English"
"""


def test_everything_that_is_not_secret_is_read(tmp_path: Path) -> None:
    """Organisation, trusted lists and fallback language come from mailer.toml."""
    settings, _ = load(tmp_path, toml=TOML)
    organisation = settings.organisation

    assert organisation.name == "Example Press"
    assert organisation.boilerplate == {"en": "**About us**: we are.", "es": "Quiénes somos."}
    assert organisation.reason == {"en": "You report on us."}
    assert organisation.contacts[0].languages == ("en", "es")
    assert organisation.colour == "#123456"
    assert settings.trusted_lists == {"national"}
    assert settings.fallback_language == "en"


@pytest.mark.parametrize(
    ("toml", "where", "words"),
    [
        ("[organisation\n", "mailer.toml, line 1", "cannot be read"),
        ("[organization]\n", "mailer.toml", 'no "organization"'),
        ("[organisation]\nnmae = 'x'\n", "mailer.toml, [organisation]", 'no "nmae"'),
        ("[organisation]\nname = 3\n", "mailer.toml, [organisation]", "must be text"),
        ('[organisation]\nname = "a\\nb"\n', "mailer.toml, [organisation]", "line break"),
        ("[organisation]\ncolour = 'red;}'\n", "mailer.toml, [organisation]", "colour"),
        ("[organisation]\nfont = 'x}'\n", "mailer.toml, [organisation]", "font"),
        ("[organisation]\nwebsite = 'javascript:x'\n", "mailer.toml, [organisation]", "website"),
        ("[organisation]\nlist_id = 'a b'\n", "mailer.toml, [organisation]", "list_id"),
        ("[organisation]\nunsubscribe_address = 'x'\n", "mailer.toml, [organisation]", "no @"),
        ("[organisation]\ncontacts = 'Ana'\n", "mailer.toml, [organisation]", "list of tables"),
        ("[organisation.reason]\nxx = 'x'\n", "mailer.toml, [organisation.reason]", "language"),
        ("[lists]\nnational = true\n", "mailer.toml, [lists]", "must be a table"),
        ("[lists.a]\ntrusted = 'yes'\n", "mailer.toml, [lists.a]", "true or false"),
        ("[lists.a]\ntrust = true\n", "mailer.toml, [lists.a]", 'no "trust"'),
        ("[languages]\nfallback = 'xx'\n", "mailer.toml, [languages]", "not a language"),
        ("[attachments]\nninjs = 'yes'\n", "mailer.toml, [attachments]", "true or false"),
        ("[attachments]\nninja = true\n", "mailer.toml, [attachments]", '"ninja"'),
        ("languages = " + "[" * 3000 + "\n", "mailer.toml", ""),
    ],
)
def test_what_is_wrong_in_the_file_is_refused_by_table(
    tmp_path: Path, toml: str, where: str, words: str
) -> None:
    """Unknown names and values that cannot be are refused with the table and the cure."""
    error = refusal(tmp_path, toml=toml)

    assert error.where.startswith(where)
    assert words in error.what


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    """Settings that cannot be read are not taken for settings that are not there."""
    (tmp_path / "mailer.toml").mkdir()

    assert "folder" in refusal(tmp_path).what


def test_names_are_those_of_the_design() -> None:
    """Every name begins alike, and none stands twice."""
    assert all(name.startswith("MAILER_") for name in NAMES)
    assert len(set(NAMES)) == len(NAMES)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_readers_stumble(content: bytes) -> None:
    """Whatever the files hold, they are read or refused by name."""
    for parse in (parse_env, parse_settings_file):
        with suppress(SettingsError):
            assert parse(content) is not None


def test_settings_of_lists_that_are_not_there(tmp_path: Path) -> None:
    """Each is told by its name, with what may be meant."""
    settings, _ = load(
        tmp_path, toml='[lists.l]\ntrusted = true\n[lists."l.csv"]\n[lists.L]\n[lists.nosuch]\n'
    )
    told = [each.what for each in unknown_lists(settings, ["l"])]

    assert [what.count("lists.") for what in told] == [1, 1, 1]
    assert all(name in what for name, what in zip(("l.csv", "L", "nosuch"), told, strict=True))
