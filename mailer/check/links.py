"""
Checks of links and pictures, by their addresses alone: nothing is fetched.

A link in which Jinja stands is left alone; its address is known only for a recipient.
"""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from mailer.check.flaws.of_fields import BROKEN_LINK, DOUBTFUL_LINK, INSECURE_IMAGE, NO_ALT
from mailer.check.flaws.of_news import LINK_ELSEWHERE, LINK_HERE
from mailer.check.subject import Subject
from mailer.read.copy.characters import invisible_anywhere, name_of
from mailer.read.copy.text import FILLED_IN, quoted
from mailer.read.phone_number import fault_of
from mailer.words.findings import Finding

_NO_LINK = re.compile(r"\]\((?P<target>[^()\n]*[ \t\u00a0][^()\n]*)\)")
_SCHEMES = frozenset({"https", "http", "mailto", "tel"})
_BARE = re.compile(
    r"(?<![\w@/.-])(?P<target>(?:h?t{1,3}ps?|htps?|hhtps?"
    r"|https?s)[:;]?/{1,3}[^\s<>()\[\]”\"’]+|www[.,][^\s<>()\[\]”\"’]+)",
    re.IGNORECASE,
)
_SOUND_BARE = re.compile(
    r"(?:https?://)?(?!https?[:/])(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#].*)?", re.IGNORECASE
)
_BARE_ADDRESS = re.compile(
    r"(?<![\w.+@-])[\w.+-]+@[\w.,@-]*\w|(?<![\w.+-])[\w.+-]+(?:\(at\)|\[at\])[\w.-]+"
)
_SOUND_ADDRESS = re.compile(r"[\w+-]+(?:\.[\w+-]+)*@(?:[\w-]+\.)+[^\W\d_]{2,}")
_HANDLE = re.compile(r"@\w+$")
_SHOWN_HOST = re.compile(
    r"\s*(?:https?://)?(?P<host>(?:[\w-]+\.)+[a-z]{2,})(?:[/?#:]\S*)?\s*", re.IGNORECASE
)
_SHOWN_ADDRESS = re.compile(r"\s*(?:mailto:)?(?P<address>[\w.+-]+@[\w.-]+\w)\s*")
_HERE = re.compile(
    r"(?:click |haga clic |clic |pinche |pulse )?(?:here|aqu[ií])|(?:this |este )?(?:link"
    r"|page|enlace)"
    r"|click|this|(?:read |leer |ver )?(?:more|más)"
)
_HOST = re.compile(
    r"(?:(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]|[\d.]+|[0-9a-f:.]+)", re.IGNORECASE
)
_MAILTO = re.compile(r"\s*mailto:[^@\s?]+@(?:[\w-]+\.)+\w{2,}(?:$|[?,])", re.IGNORECASE)
_SERVICE_MAX = len("tel:116117")
"""A number no longer than this may be a service's own."""
_OWN_HOSTS = (".local", ".localhost", ".internal", ".lan")


def broken_links(subject: Subject) -> Iterator[Finding]:
    """Links that lead nowhere from a message: relative, dangerous, empty, with a blank inside."""
    for target, line in _targets(subject, "link_open", "href"):
        if fault := _fault(target):
            yield BROKEN_LINK.found(subject.variant.file, line, target=quoted(target), fault=fault)
    for target, line in _targets(subject, "image", "src"):
        is_one = _scheme(target) in {"https", "http", "cid"}
        if fault := _hidden(target) if is_one else "is no web address of a picture":
            yield BROKEN_LINK.found(subject.variant.file, line, target=quoted(target), fault=fault)
    for stretch in subject.stretches:
        for match in _NO_LINK.finditer("".join(token.content for token in stretch.inside)):
            fault = "holds a blank, so it is no link"
            target = quoted(match["target"])
            yield BROKEN_LINK.found(subject.variant.file, stretch.line, target=target, fault=fault)


def doubtful_links(subject: Subject) -> Iterator[Finding]:
    """Links without https, and links to one's own machine or house."""
    for target, line in _targets(subject, "link_open", "href"):
        if _scheme(target) not in {"https", "http"}:
            continue
        if _is_own(target):
            fault = "leads to a machine of your own house"
        elif _scheme(target) == "http":
            fault = "is not protected"
        else:
            continue
        yield DOUBTFUL_LINK.found(subject.variant.file, line, target=quoted(target), fault=fault)


def bare_addresses(subject: Subject) -> Iterator[Finding]:
    """Addresses that stand in the text as they are, and cannot be right: `htps://`, `press@desk`."""
    file = subject.variant.file
    for passage in subject.copy.text:
        for pattern, sound, fault in (
            (_BARE, _SOUND_BARE, "is not spelled like a web address"),
            (_BARE_ADDRESS, _SOUND_ADDRESS, "is no address of the form name@domain"),
        ):
            for match in pattern.finditer(passage.text):
                target = match[0].rstrip(".,;:!?…*_")
                if FILLED_IN in target:
                    continue
                line = passage.line_at(match.start())
                told = _hidden(target) or ("" if sound.fullmatch(target) else fault)
                if told:
                    yield BROKEN_LINK.found(file, line, target=quoted(target), fault=told)


def links_elsewhere(subject: Subject) -> Iterator[Finding]:
    """Links whose words name one place, and which lead to another; and links that are called here."""
    file = subject.variant.file
    for shown, target, line in _links(subject):
        text = shown.strip()
        if _HERE.fullmatch(text.casefold().rstrip(".:!>» ")):
            yield LINK_HERE.found(file, line, text=quoted(text))
        elif _leads_elsewhere(text, target):
            facts = {"text": quoted(text), "target": quoted(target)}
            yield LINK_ELSEWHERE.found(file, line, **facts)


def web_links(subject: Subject) -> Iterator[tuple[str, int]]:
    """The https addresses of the release's links, each with its line."""
    for target, line in _targets(subject, "link_open", "href"):
        if _scheme(target) == "https" and _host(target):
            yield target, line


def _leads_elsewhere(text: str, target: str) -> bool:
    if address := _SHOWN_ADDRESS.fullmatch(text):
        meant = target.partition(":")[2].partition("?")[0].casefold()
        return _scheme(target) == "mailto" and address["address"].casefold() != meant
    host = _SHOWN_HOST.fullmatch(text)
    if host is None or _scheme(target) not in {"https", "http"}:
        return False
    ours, theirs = (name.removeprefix("www.") for name in (host["host"].casefold(), _host(target)))
    return bool(theirs) and ours != theirs and not theirs.endswith(f".{ours}")


def _links(subject: Subject) -> Iterator[tuple[str, str, int]]:
    """Each link's words, its address and its line; those made by Jinja are left out."""
    for stretch in subject.stretches:
        line, shown, target, begun = stretch.line, "", "", 0
        for token in stretch.inside:
            if token.type == "link_open":
                target, shown, begun = unquote(str(token.attrGet("href") or "")), "", line
            elif token.type == "link_close":
                if FILLED_IN not in shown + target:
                    yield shown, target, begun
            elif token.type in {"softbreak", "hardbreak"}:
                line, shown = line + 1, shown + " "
            else:
                shown += token.content


def images_without_alt(subject: Subject) -> Iterator[Finding]:
    """Pictures that say nothing to who cannot see them."""
    file = subject.variant.file
    for place, image in enumerate(subject.variant.images):
        if not image.alt.strip():
            yield NO_ALT.found(file, subject.line_of(f"images.{place}.alt"), path=image.path)
    for stretch in subject.stretches:
        for token in stretch.inside:
            if token.type == "image" and not token.content.strip():
                yield NO_ALT.found(file, stretch.line, path=quoted(str(token.attrGet("src"))))


def insecure_images(subject: Subject) -> Iterator[Finding]:
    """Pictures in the text that are loaded without https."""
    for target, line in _targets(subject, "image", "src"):
        if _scheme(target) == "http":
            yield INSECURE_IMAGE.found(subject.variant.file, line, path=quoted(target))


def _targets(subject: Subject, kind: str, attribute: str) -> Iterator[tuple[str, int]]:
    """The addresses of links or pictures, each with its line, as they were written."""
    for stretch in subject.stretches:
        line = stretch.line
        for token in stretch.inside:
            if token.type in {"softbreak", "hardbreak"}:
                line += 1
            elif token.type == kind:
                target = unquote(str(token.attrGet(attribute) or ""))
                if FILLED_IN not in target:
                    yield target, line


def _fault(target: str) -> str:
    """What is wrong with a link's address, "" where nothing is."""
    scheme = _scheme(target)
    if not target.strip():
        return "is empty"
    if not scheme:
        return "does not say where it leads: https:// is missing"
    if scheme not in _SCHEMES:
        return f"begins with {scheme}:, which mail programs do not open"
    if scheme in {"https", "http"} and not _host(target):
        return "names no host"
    if fault := _hidden(target):
        return fault
    if scheme in {"https", "http"} and not _is_own(target) and not _HOST.fullmatch(_host(target)):
        return "names a host that cannot be"
    if target.endswith((",", ";", ".")):
        return f'ends with "{target[-1]}"'
    if scheme == "mailto" and not _MAILTO.match(target):
        return "names no address"
    if (
        scheme == "tel"
        and (fault := fault_of(target.partition(":")[2]))
        and len(target) > _SERVICE_MAX
    ):
        return f"cannot be called: {fault}"
    return ""


def _scheme(target: str) -> str:
    match = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]*):", target)
    return match[1].casefold() if match else ""


def _is_own(target: str) -> bool:
    host = _host(target)
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(_OWN_HOSTS)


def _hidden(target: str) -> str:
    """What in an address hides where it leads, "" where nothing does."""
    if any(char.isspace() for char in target):
        return "holds a blank"
    if hidden := invisible_anywhere(target):
        return f"holds {name_of(hidden[0])}, which nobody sees"
    if _scheme(target) in {"https", "http"} and _names_somebody(target):
        return f"leads to {_host(target)}, whatever stands before the @"
    return ""


def _names_somebody(target: str) -> bool:
    """`https://bank.example@evil.example/`: what stands before the @ is no host but a login."""
    try:
        return urlsplit(target).username is not None
    except ValueError:
        return False


def _host(target: str) -> str:
    """The host of a web address, "" where there is none or its brackets do not match."""
    try:
        return (urlsplit(target).hostname or "").casefold()
    except ValueError:
        return ""
