"""The inliner without the web clients that it imports: it works, and nobody else misses them."""

import subprocess
import sys
from types import ModuleType

from mailer.render.offline import no_web_client

INLINED = """
import sys
from mailer.render.inline import inline_css
print(inline_css("<html><head><style>p { color: red }</style></head><body><p>x</p></body></html>"))
print(*{name.partition(".")[0] for name in sys.modules} & {"requests", "urllib3", "ssl", "http"})

import premailer.premailer
print(vars(premailer.premailer.requests).keys() & {"get", "Session"})

import requests, urllib.request
print(requests.get.__module__, urllib.request.urlopen.__module__)
"""


def test_inlines_without_them_and_leaves_them_to_others() -> None:
    """No client is loaded with premailer; who asks for one afterwards gets the real one."""
    done = subprocess.run(
        [sys.executable, "-c", INLINED], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    page, loaded, reachable, others = done.stdout.rsplit("\n", 4)[:4]
    assert '<p style="color:red">x</p>' in page
    assert (loaded, reachable) == ("", "set()")
    assert others == "requests.api urllib.request"


def test_a_client_that_is_loaded_stays(monkeypatch) -> None:
    """Whoever loaded it before goes on with what they have."""
    theirs = ModuleType("requests")
    monkeypatch.setitem(sys.modules, "requests", theirs)
    monkeypatch.delitem(sys.modules, "urllib.request", raising=False)

    with no_web_client():
        assert sys.modules["requests"] is theirs
        assert not hasattr(sys.modules["urllib.request"], "urlopen")

    assert sys.modules["requests"] is theirs
    assert "urllib.request" not in sys.modules
