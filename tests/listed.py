"""Media lists from a text, and what came out of them."""

from mailer.read.lists.media_list import MediaListReader, Tally, read_media_list
from mailer.read.recipient import Recipient
from mailer.words.findings import Finding, Severity


def reader(content: str | bytes, *, trusted: bool = False) -> MediaListReader:
    chunk = content.encode() if isinstance(content, str) else content
    return read_media_list([chunk], name="national", file="lists/national.csv", trusted=trusted)


def rows(content: str | bytes) -> tuple[list[Recipient], list[Finding], Tally]:
    media_list = reader(content)
    out = list(media_list)
    recipients = [each for each in out if isinstance(each, Recipient)]
    findings = [each for each in out if isinstance(each, Finding)]
    return recipients, findings, media_list.tally


def one(content: str) -> Recipient:
    (recipient,), findings, _ = rows(content)
    assert not [each for each in findings if each.severity is Severity.ERROR]
    return recipient
