"""Following links: over real sockets, to public addresses alone, within a deadline."""

import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import trustme

from mailer.check.reach import Reach, addresses_of, is_public

NOT_PUBLIC = [
    "127.0.0.1", "10.0.0.7", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "192.0.2.7", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd00:ec2::254", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1",
    "2002:7f00:1::", "2001:db8::1",
]  # fmt: skip


@dataclass
class Site:
    """A web site of our own: path → status and where it leads on; notes what it is asked."""

    port: int = 0
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    silent: bool = False


@pytest.fixture
def site() -> Iterator[tuple[Site, Reach]]:
    """The site over TLS on loopback, and links followed as if loopback were the public web."""
    ours = Site()
    authority = trustme.CA()
    answers = ours

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            answers.asked.append(f"{self.command} {self.headers['Host']}{self.path}")
            status, location = answers.answers.get(f"{self.command} {self.path}", (0, ""))
            status, location = (status, location) if status else answers.answers[self.path]
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815 - the standard library's name

        def log_message(self, *_args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("site.example", "other.example").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    ours.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    names = {
        "site.example": ("127.0.0.1",),
        "other.example": ("127.0.0.1",),
        "third.example": ("127.0.0.1",),
        "inside.example": ("10.0.0.7",),
        "both.example": ("127.0.0.1", "10.0.0.7"),
    }
    reach = Reach(
        resolve=lambda host, _port: names[host],
        allowed=lambda address: address == "127.0.0.1",
        context=trusting,
        seconds=2.0,
    )
    yield ours, reach
    server.shutdown()
    server.server_close()
    thread.join(5)


def url(site: Site, path: str = "/", host: str = "site.example") -> str:
    return f"https://{host}:{site.port}{path}"


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_of_ones_own_are_refused(address: str) -> None:
    """Private, loopback, link-local, metadata, multicast, and what is wrapped into IPv6."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_not(address: str) -> None:
    """Addresses of the public web."""
    assert is_public(address)


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (200, ""),
        (204, ""),
        (401, ""),
        (403, ""),
        (429, ""),
        (404, "is answered with 404"),
        (410, "is answered with 410"),
        (500, "is answered with 500"),
    ],
)
def test_answers(site: tuple[Site, Reach], status: int, fault: str) -> None:
    """A page that is there is sound, also where it is not for programs; one that is gone is not."""
    ours, reach = site
    ours.answers["/a"] = (status, "")

    assert reach.fault(url(ours, "/a")) == fault


def test_head_first_then_get(site: tuple[Site, Reach]) -> None:
    """HEAD is asked; GET only where a server does not know it."""
    ours, reach = site
    ours.answers |= {"/a": (200, ""), "HEAD /b": (405, ""), "GET /b": (200, "")}

    assert [reach.fault(url(ours, path)) for path in ("/a", "/b?x=1#part")] == [
        "",
        "does not answer",
    ]
    assert reach.fault(url(ours, "/b")) == ""
    assert [line.split()[0] for line in ours.asked][-2:] == ["HEAD", "GET"]


def test_redirects_are_looked_at_again(site: tuple[Site, Reach]) -> None:
    """A redirect is followed to a public name, and not into one's own house, nor without https."""
    ours, reach = site
    ours.answers |= {
        "/on": (301, url(ours, "/here", "other.example")),
        "/here": (200, ""),
        "/in": (302, "https://inside.example/"),
        "/plain": (302, "http://other.example/"),
        "/round": (302, "/round"),
    }

    assert reach.fault(url(ours, "/on")) == ""
    assert "not on the public web" in reach.fault(url(ours, "/in"))
    assert "without https" in reach.fault(url(ours, "/plain"))
    assert "on and on" in reach.fault(url(ours, "/round"))
    assert not any("inside" in line for line in ours.asked)


def test_a_name_with_any_address_inside_is_refused(site: tuple[Site, Reach]) -> None:
    """A name that resolves to the public web and to one's own house as well is not connected to."""
    ours, reach = site

    assert "not on the public web" in reach.fault(url(ours, "/a", "both.example"))
    assert ours.asked == []


def test_the_certificate_must_be_of_the_name(site: tuple[Site, Reach]) -> None:
    """The connection goes to an address, the certificate is asked for the name."""
    ours, reach = site
    ours.answers["/a"] = (200, "")

    assert "certificate" in reach.fault(url(ours, "/a", "third.example"))


def test_silence_ends_with_the_deadline() -> None:
    """A server that accepts and says nothing is given up, and so is one that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        reach = Reach(lambda _host, _port: ("127.0.0.1",), lambda _address: True, seconds=0.2)

        assert "within 0.2 seconds" in reach.fault(f"https://site.example:{port}/")
    assert reach.fault(f"https://site.example:{port}/") == "does not answer"


def test_only_https_is_followed(site: tuple[Site, Reach]) -> None:
    """Many links are followed at once, each once; mail, telephone and http are left alone."""
    ours, reach = site
    ours.answers |= {f"/{number}": (404 if number % 5 == 0 else 200, "") for number in range(20)}
    targets = [url(ours, f"/{number}") for number in range(20)] * 2
    faults = reach.faults([*targets, "mailto:a@b.example", "tel:+44", "http://site.example/"])

    assert sorted(faults) == sorted(url(ours, f"/{number}") for number in (0, 5, 10, 15))


def test_by_default_loopback_is_refused() -> None:
    """As it ships, a link to one's own machine is never connected to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        port = server.getsockname()[1]

        assert "not on the public web" in Reach().fault(f"https://127.0.0.1:{port}/")
        with pytest.raises(TimeoutError):
            server.accept()


def test_names_are_resolved_by_the_system() -> None:
    """Localhost is one's own machine, by whatever name."""
    assert not any(map(is_public, addresses_of("localhost", 443)))
