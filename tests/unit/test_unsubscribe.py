"""Unsubscribe links: one token a person, in the header and in both parts, that nobody can forge."""

import email
import hmac
import string
import time
from base64 import urlsafe_b64decode
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from press import KEY, SENDER, a_mould, a_recipient, a_release, a_variant
from shipped import TEMPLATES

from mailer.cli.token_keys import load_token_keys
from mailer.read.settings_file import parse_settings_file
from mailer.render.view import Marking
from mailer.words.errors import SettingsError
from mailer.words.pseudonyms import person_id, pseudonym
from mailer.words.unsubscribe_token import (
    LINK_MARK,
    TokenKey,
    UnsubscribeLinks,
    check_token,
    make_token,
    ring_of,
)

OLD, NEW = TokenKey("1", b"o" * 32), TokenKey("2", b"n" * 32)
RING = ring_of([OLD, NEW])
URL = "https://press.harbour.example/stop/"
ANA = "ana@example.org"


def a_token(key: TokenKey = NEW, who: str = ANA) -> str:
    return make_token(key, person_id(KEY, who))


def test_a_token_says_who_to_those_with_the_key() -> None:
    """It gives the person's pseudonym, also one that a replaced key made; no address is in it."""
    for key in (OLD, NEW):
        assert check_token(RING, a_token(key)) == pseudonym(KEY, ANA)
    assert "ana" not in a_token().casefold()
    assert check_token(ring_of([NEW]), a_token(OLD)) is None
    assert a_token() == a_token()
    assert a_token(who="bo@example.org") != a_token()


@given(st.integers(0, 60), st.sampled_from(string.ascii_letters + string.digits + "-_.="))
def test_no_changed_token_passes(at: int, char: str) -> None:
    """Whatever one character of a token is changed to, nobody is unsubscribed by it."""
    token = a_token()
    changed = token[:at] + char + token[at + 1 :]

    assert changed == token or check_token(RING, changed) is None


@given(st.text(max_size=80))
def test_no_text_passes(text: str) -> None:
    """Nor does any other text, long or strange."""
    for candidate in (text, f"v1.{text}", f"v1.2.{text}", a_token() + text[:1] + "x", text * 99):
        assert check_token(RING, candidate) is None


@given(st.binary(min_size=32, max_size=100), st.binary(min_size=16, max_size=16))
def test_the_signature_is_hmac_sha256(secret: bytes, person: bytes) -> None:
    """The last part is the standard library's HMAC over the first three, cut to 128 bits."""
    signed, _, mac = make_token(TokenKey("k1", secret), person).rpartition(".")
    text = b"unsub|" + signed.replace(".", "|").encode()

    assert urlsafe_b64decode(mac + "==") == hmac.digest(secret, text, "sha256")[:16]


def messages(**recipient: str) -> tuple[bytes, email.message.EmailMessage]:
    mould = a_mould(a_release(a_variant()), TEMPLATES, links=UnsubscribeLinks(URL, NEW, KEY))
    composed, _ = mould.compose(a_recipient(ANA, **recipient), Marking())
    content = composed.skeleton.fill(composed.holes, mould_date())
    return content, email.message_from_bytes(content, policy=default)


def mould_date():
    from datetime import UTC, datetime

    return datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


def test_the_headers_stand_raw_and_fold_at_the_blank() -> None:
    """Both URIs and the one-click header are there as RFC 8058 has them, in one spelling."""
    content, message = messages()
    token = a_token()
    head = content.partition(b"\r\n\r\n")[0]

    assert (
        f"List-Unsubscribe: <mailto:{SENDER.address}?subject=unsubscribe>,\r\n <{URL}{token}>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    ).encode() in head + b"\r\n"
    assert head.count(b"List-Unsubscribe:") == 1
    assert b"=?" not in head.partition(b"List-Unsubscribe")[2]
    assert message["list-unsubscribe"].count("https://") == 1


@pytest.mark.parametrize("wish", ["html", "text"])
def test_the_footer_has_the_link_in_both_parts(wish: str) -> None:
    """The same link stands in the text and in the HTML; who wants text gets it there."""
    _, message = messages(format=wish)
    link = URL + a_token()
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",))

    assert link in text
    assert (html is None) == (wish == "text")
    assert html is None or f'href="{link}"' in html.get_content()


def test_a_link_in_a_paragraph_of_ones_own_is_whole() -> None:
    """Also where an author puts it beside a name, in a paragraph that is wrapped for each."""
    page = TEMPLATES["base/page.txt.j2"]
    line = "{{ ('Stop, ' ~ recipient.name ~ ': ' ~ unsubscribe.url) | wrap }}"
    own = page.replace("{{ unsubscribe.url }}", line)
    mould = a_mould(
        a_release(a_variant()),
        TEMPLATES | {"base/page.txt.j2": own},
        links=UnsubscribeLinks(URL, NEW, KEY),
    )
    for name in ("Ana", "Bo " * 30):
        composed, _ = mould.compose(a_recipient(ANA, name=name), Marking())
        content = composed.skeleton.fill(composed.holes, mould_date())
        text = email.message_from_bytes(content, policy=default).get_body(("plain",)).get_content()

        assert URL + a_token() in text
        assert LINK_MARK not in text


def test_without_a_web_address_nothing_changes() -> None:
    """No token is made and no one-click header is written where nobody could answer it."""
    mould = a_mould(a_release(a_variant()), TEMPLATES)
    composed, _ = mould.compose(a_recipient(ANA), Marking())
    content = composed.skeleton.fill(composed.holes, mould_date())

    assert (
        b"\r\nList-Unsubscribe: <mailto:press@harbour.example?subject=unsubscribe>\r\n" in content
    )
    assert b"One-Click" not in content


def test_a_token_is_made_in_time() -> None:
    """Some microseconds a recipient; the bench measures them, this only catches a blunder."""
    links = UnsubscribeLinks(URL, NEW, KEY)
    begin = time.process_time()
    for number in range(2_000):
        links.token_for(f"p{number}@example.org")

    assert (time.process_time() - begin) / 2_000 < 50e-6


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://press.example/stop/", "https://press.example/stop/"),
        ("https://press.example/stop", "https://press.example/stop/"),
        ("https://press.example:8443/u?t=", "https://press.example:8443/u?t="),
        ("http://press.example/stop", ""),
        ("https://press.example/a b", ""),
        ("https://press.example/>,<mailto:x@example.org", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_the_address_of_the_page_is_https(written: str, kept: str) -> None:
    """Only an HTTPS address without a blank, a bracket or a comma can stand in the header."""
    text = f'[organisation]\nunsubscribe_url = "{written}"\n'.encode()
    if kept:
        assert parse_settings_file(text).organisation.unsubscribe_url == kept
        return
    with pytest.raises(SettingsError):
        parse_settings_file(text)


def test_keys_are_made_once_and_kept(tmp_path) -> None:
    """The first need makes one for its owner only; a line below replaces it, and it still counts."""
    (first,) = load_token_keys(tmp_path)
    path = tmp_path / ".mailer" / "unsubscribe-keys"
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open("a") as file:
        file.write("2 " + "ab" * 32 + "\n")
    old, new = load_token_keys(tmp_path)

    assert (old, new.id) == (first, "2")
    assert first.secret.hex() not in repr(first)


@pytest.mark.parametrize("text", ["", "1 short\n", "1 " + "ab" * 32 + "\n1 " + "cd" * 32 + "\n"])
def test_damaged_keys_are_said(tmp_path, text: str) -> None:
    """No key, a short one, an id twice: refused by line, and no secret is shown."""
    (tmp_path / ".mailer").mkdir()
    (tmp_path / ".mailer" / "unsubscribe-keys").write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_token_keys(tmp_path)

    assert "abab" not in str(caught.value)
