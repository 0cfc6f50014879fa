"""`--check-dns`: which domains get mail, asked of a real name server on loopback."""

import socket
import threading

import dns.message
import dns.resolver
import dns.rrset
import pytest

from mailer.cli.lists.mail_domains import NO_ANSWER, ask_domains

ZONE = {
    ("good.example.", "MX"): ["10 mail.good.example."],
    ("null.example.", "MX"): ["0 ."],
    ("host.example.", "A"): ["192.0.2.1"],
    ("bare.example.", "TXT"): ['"nothing"'],
    ("broken.example.", "MX"): [],
}


class NameServer:
    """Answers from ZONE over UDP; SERVFAIL for broken.example."""

    def __enter__(self) -> "NameServer":
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            data, sender = self._socket.recvfrom(4096)
            if not data:
                return
            query = dns.message.from_wire(data)
            asked = query.question[0]
            name, kind = str(asked.name), dns.rdatatype.to_text(asked.rdtype)
            answer = dns.message.make_response(query)
            if name == "broken.example.":
                answer.set_rcode(dns.rcode.SERVFAIL)
            elif name not in {each for each, _ in ZONE}:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            elif values := ZONE.get((name, kind)):
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *values))
            self._socket.sendto(answer.to_wire(), sender)


@pytest.fixture
def resolver():
    with NameServer() as server:
        made = dns.resolver.Resolver(configure=False)
        made.nameservers = ["127.0.0.1"]
        made.port = server.port
        yield made


def test_domains_that_get_no_mail_are_told(resolver) -> None:
    """An MX or an address is enough; no domain, no server and a null MX are said apart."""
    domains = [f"{name}.example" for name in
               ("good", "host", "null", "bare", "gone", "broken", "good")]  # fmt: skip

    assert dict(ask_domains(domains, resolver)) == {
        "null.example": "it says that it takes no mail",
        "bare.example": "it has no mail server",
        "gone.example": "there is no such domain",
        "broken.example": NO_ANSWER,
    }
