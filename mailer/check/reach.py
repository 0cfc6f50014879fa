"""
Whether links answer: `check --online`, and nothing else, follows them.

Promises: a name is resolved first, and the connection goes to an address that was looked at: never a
private, loopback, link-local, multicast or metadata address, and not after a redirect either. HEAD
is asked, and GET where a server does not know HEAD; nothing is kept of what it answers. One deadline
for each link with all its redirects; a few links at once. No cookie, no name, no referrer is sent.
Never: follows http:, mailto: or tel:; runs while something is sent.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

SECONDS = 10.0
AT_ONCE = 4
LINKS_MAX = 100
_REDIRECTS_MAX = 5
_NO_HEAD = frozenset((400, 403, 404, 405, 406, 501))
"""A server that answers HEAD so may answer GET otherwise."""
_GUARDED = frozenset((401, 403, 407, 429, 451))
"""The page is there, only not for programs."""
_MOVED = frozenset((301, 302, 303, 307, 308))
_NAT64 = IPv6Network("64:ff9b::/96")
_HEADERS = {"User-Agent": "mailer-check", "Accept": "*/*", "Connection": "close"}


class Unreachable(Exception):
    """Why a link leads nowhere, as the end of a sentence."""


def addresses_of(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a name, as the system resolves it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("leads to a name that does not exist") from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """
    Whether an address is anybody's, and not of one's own house or machine.

    >>> is_public("8.8.8.8"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    ip = ip_address(address.partition("%")[0])
    inside = _ipv4_inside(ip) if isinstance(ip, IPv6Address) else None
    if inside is not None and not is_public(str(inside)):
        return False
    return ip.is_global and not ip.is_multicast


def _ipv4_inside(ip: IPv6Address) -> IPv4Address | None:
    """The address that an address of IPv6 stands for: mapped, 6to4, Teredo, or NAT64 (RFC 6052)."""
    if ip in _NAT64:
        return IPv4Address(ip.packed[-4:])
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


@dataclass(frozen=True)
class Reach:
    """How links are followed; the fields stand for the network."""

    resolve: Callable[[str, int], tuple[str, ...]] = addresses_of
    allowed: Callable[[str], bool] = is_public
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    seconds: float = SECONDS

    def faults(self, targets: Iterable[str]) -> dict[str, str]:
        """Those links that lead nowhere, each with why."""
        wanted = [target for target in dict.fromkeys(targets) if target.startswith("https://")]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            faults = list(pool.map(self.fault, wanted[:LINKS_MAX]))
        return {target: fault for target, fault in zip(wanted, faults, strict=False) if fault}

    def fault(self, target: str) -> str:
        """Why one link leads nowhere, "" where it answers."""
        ends_at = time.monotonic() + self.seconds
        try:
            return self._followed(target, ends_at)
        except Unreachable as error:
            return str(error)
        except ssl.SSLCertVerificationError:
            return "has a certificate that does not fit"
        except TimeoutError:
            return f"does not answer within {self.seconds:g} seconds"
        except (OSError, http.client.HTTPException, ValueError):
            return "does not answer"

    def _followed(self, target: str, ends_at: float) -> str:
        for _ in range(_REDIRECTS_MAX + 1):
            status, moved_to = self._asked("HEAD", target, ends_at)
            if status in _NO_HEAD:
                status, moved_to = self._asked("GET", target, ends_at)
            if status in _MOVED and moved_to:
                target = urljoin(target, moved_to)
                if urlsplit(target).scheme != "https":
                    raise Unreachable("leads on to an address without https")
                continue
            gone = status >= 400 and status not in _GUARDED  # noqa: PLR2004 - RFC 9110, 15.5
            return f"is answered with {status}" if gone else ""
        raise Unreachable("leads on and on")

    def _asked(self, method: str, target: str, ends_at: float) -> tuple[int, str]:
        """The answer's status, and where it leads on."""
        parts = urlsplit(target)
        host, port = parts.hostname or "", parts.port or 443
        connection = _Pinned(host, port, self._address(host, port), self.context, ends_at)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        path = quote(path, safe="%/:=&?~#+!$,;'@()*[]")
        try:
            connection.request(method, path, headers=_HEADERS)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location") or ""
        finally:
            connection.close()

    def _address(self, host: str, port: int) -> str:
        """One address of the host; Unreachable where any of them is not for the public."""
        addresses = self.resolve(host.encode("idna").decode("ascii"), port)
        if not addresses or not all(map(self.allowed, addresses)):
            raise Unreachable("leads to a machine that is not on the public web")
        return addresses[0]


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address that was looked at, whatever the name resolves to later."""

    def __init__(
        self, host: str, port: int, address: str, context: ssl.SSLContext, ends_at: float
    ) -> None:
        super().__init__(host, port, context=context)
        self._address = address
        self._ends_at = ends_at
        self._tls = context

    def connect(self) -> None:
        """Connect to the address, and ask for the certificate of the name."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        plain = socket.create_connection((self._address, self.port), timeout=left)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
