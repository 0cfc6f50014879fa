import pytest
from handing import Notebook, handovers
from relay import ScriptedRelay, drop, reset, say

from mailer.deliver.relay import RelayTransport
from mailer.words.errors import TransportError


def run(script, n=4, **kw):
    book = Notebook()
    with ScriptedRelay(script, **kw) as relay:
        t = RelayTransport(relay.settings(), client_name="c.example")
        try:
            t.open()
            t.send(iter(handovers(n)), book)
            err = None
        except TransportError as e:
            err = e
        t.close()
    print(
        script.keys(),
        book.states,
        [m.rcpt_to[:2] for m in relay.accepted],
        repr(err),
        relay.connections,
    )
    return book, relay, err


@pytest.mark.parametrize("offers", [("PIPELINING",), ()])
def test_all(offers):
    run({}, offers=offers)
    run({("rcpt", 2): say("550 5.1.1 no")}, offers=offers)
    run({("rcpt", 2): say("550 5.1.1 no"), ("data", 2): say("354 go")}, offers=offers)
    run({("rcpt", 2): say("550 5.1.1 no"), ("rset", 1): say("500 no")}, offers=offers)
    run({("dot", 2): drop()}, offers=offers)
    run({("dot", 2): drop(keeps=True)}, offers=offers)
    run({("dot", 2): say("554 5.7.1 spam")}, offers=offers)
    run({("dot", 2): say("421 4.3.2 bye", ends=True)}, offers=offers)
    run({("body", 2): say("552 5.3.4 big", ends=True)}, offers=offers)
    run({("body", 2): reset()}, offers=offers)
    run({("data", 2): drop()}, offers=offers)
    run({("mail", 2): say("550 5.7.60 SendAsDenied")}, offers=offers)
    run({("data", 2): say("354 go", "250 ok")}, offers=offers)
    assert 0
