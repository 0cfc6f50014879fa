"""The fault matrix: its cases, and what the words of each look like on the wire."""

import json
from pathlib import Path

import pytest

from mailer.deliver.reply_parser import Trouble

MATRIX = Path(__file__).parent / "cases" / "fault_matrix.json"
"""126 stages and faults, and what each means for the recipient and for the distribution."""
ENDLESS = b"250-more\r\n" * 200
STATES = {"queued": "planned", "uncertain": "in_doubt"}

# The matrix names a fault in a few words; this is what those words look like on the wire.
ANYWHERE: dict[str, tuple[bytes | Trouble, ...]] = {
    "421": (b"421 4.3.2 closing",),
    "421/4yz": (b"421 4.3.2 closing", b"450 4.3.0 not now"),
    "5yz": (b"550 5.0.0 no",),
    "554/5yz": (b"554 5.3.2 no", b"500 what"),
    "garbage": (b"\x00\xff\xfe what", b"250-one\r\n550 two"),
    "garbage / HTTP / SSH": (b"HTTP/1.1 400 Bad Request", b"SSH-2.0-OpenSSH_9.2"),
    "hang": (Trouble.TIMED_OUT,),
    "close/reset": (Trouble.DROPPED,),
    "hang/close/reset": (Trouble.TIMED_OUT, Trouble.DROPPED),
    "multi-line 220, 100k lines": (b"220-more\r\n" * 100_000,),
    "early talker (reply before banner done)": (b"220 hello\r\n250 already",),
    "oversized/endless multi-line": (ENDLESS, b"250 " + b"x" * 5000),
    "slow-loris: 1 byte/s": (Trouble.TIMED_OUT,),
    "454": (b"454 4.7.0 TLS not available",),
    "220 plus extra bytes before the handshake (response injection)": (b"220 go\r\n250 evil",),
    "535": (b"535 5.7.8 wrong",),
    "534 5.7.9 (app password / weak)": (b"534 5.7.9 application-specific password required",),
    "454 4.7.0 (incl. Gmail 'too many login attempts')": (b"454 4.7.0 too many login attempts",),
    "432 4.7.12": (b"432 4.7.12 a password transition is needed",),
    "530/538": (b"530 5.7.0 STARTTLS first", b"538 5.7.11 encryption required"),
    "535 5.7.139 (Microsoft 365 SMTP AUTH disabled)": (b"535 5.7.139 authentication unsuccessful",),
    "334 with bad base64 / endless challenges": (b"334 !!!",),
    "451/452 (system storage, rate)": (b"451 4.3.0 busy", b"452 4.3.1 insufficient storage"),
    "454 Throttling failure: Maximum sending rate exceeded (SES)": (
        b"454 Throttling failure: Maximum sending rate exceeded.",
    ),
    "454 Throttling failure: Daily message quota exceeded (SES)": (
        b"454 Throttling failure: Daily message quota exceeded.",
    ),
    "432 4.3.2 concurrent connections (M365)": (
        b"432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded: concurrent connections",
    ),
    "550/553/501 sender refused (5.1.7, 5.1.8, 5.7.1, 5.7.60 SendAsDenied)": (
        b"550 5.1.8 sender domain unknown", b"553 5.1.7 bad sender", b"501 syntax",
        b"550 5.7.1 not yours", b"550 5.7.60 SendAsDenied",
    ),
    "552 5.3.4 too big": (b"552 5.3.4 too big",),
    "530 authentication required / must issue STARTTLS": (b"530 5.7.0 Authentication required",),
    "550 5.4.5 daily sending limit (Gmail)": (b"550 5.4.5 Daily user sending limit exceeded",),
    "554 5.2.0 SubmissionQuotaExceeded / 550 5.2.25x throttled (M365)": (
        b"554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException",
        b"550 5.2.252 SendAsDenied; continuous throttling",
    ),
    "3yz/1yz/garbage": (b"354 what", b"150 what", b"what"),
    "250/251/252": (b"250 ok", b"251 will forward", b"252 cannot verify"),
    "450/451 greylist": (b"450 4.2.0 greylisted", b"451 4.7.1 try again in five minutes"),
    "452 4.2.2 mailbox full": (b"452 4.2.2 mailbox full",),
    "452 4.5.3 / 552 too many recipients": (
        b"452 4.5.3 too many recipients", b"552 too many recipients",
    ),
    "550 5.1.1/5.1.2/5.1.10 unknown": (
        b"550 5.1.1 no such user", b"550 5.1.2 no such domain", b"550 5.1.10 not found",
    ),
    "550 5.2.1 disabled": (b"550 5.2.1 disabled",),
    "550 5.7.1 relay denied / 554 relay access denied": (
        b"550 5.7.1 Unable to relay", b"554 5.7.1 <a@b.example>: Relay access denied",
        b"554 Relay access denied", b"550 relaying denied",
    ),
    "553/501 bad syntax": (b"553 5.1.3 bad syntax", b"501 syntax error in parameters"),
    "550 5.4.5 / quota words": (b"550 5.4.5 limit", b"550 Daily sending quota exceeded"),
    "garbage/3yz": (b"no reply at all", b"354 what"),
    "354": (b"354 go",),
    "2yz": (b"250 ok",),
    "451/4yz": (b"451 4.3.0 busy", b"450 wait"),
    "503/554 no valid recipients": (b"503 5.5.1 RCPT first", b"554 5.5.1 no valid recipients"),
    "5yz other": (b"554 5.6.0 no",),
    "354 then another reply at once (unsolicited 250)": (b"354 go\r\n250 accepted",),
    "close/reset/write error": (Trouble.DROPPED, Trouble.WRITE_FAILED),
    "4yz/421 seen mid-body": (b"452 4.3.1 full", b"421 4.3.2 closing"),
    "5yz seen mid-body (content refused)": (b"554 5.7.1 spam", b"552 5.3.4 too big"),
    "stall (zero window)": (Trouble.TIMED_OUT,),
    "write error on the dot itself": (Trouble.WRITE_FAILED,),
    "250/2yz": (b"250 2.0.0 queued as 1", b"200 fine"),
    "4yz": (b"451 4.0.0 later", b"450 4.7.1 wait"),
    "452/431 quota or 454 throttling": (
        b"452 4.3.1 full", b"431 4.3.1 full",
        b"454 Throttling failure: Maximum sending rate exceeded.",
    ),
    "5yz recipient-like (5.1.x, 5.2.x)": (b"550 5.1.1 no such user", b"552 5.2.2 mailbox full"),
    "5yz content/policy (5.7.x spam, 5.6.x, 552)": (
        b"550 5.7.1 spam", b"554 5.6.0 malformed", b"552 too large",
    ),
    "close/reset with no reply": (Trouble.DROPPED,),
    "timeout": (Trouble.TIMED_OUT,),
    "garbage / 1yz / 3yz / code mismatch": (b"??", b"150 x", b"354 x", b"250-one\r\n550 two"),
    "slow-loris/oversized reply": (Trouble.TIMED_OUT, ENDLESS, b"250 " + b"x" * 5000),
}  # fmt: skip
OPENING = {"banner": "greeting", "ehlo": "ehlo", "starttls": "starttls", "ehlo2": "ehlo2",
           "auth": "auth"}  # fmt: skip
TRANSACTION = {"mail": "mail", "rcpt": "rcpt", "data": "data", "body": "body", "dot": "dot",
               "dot_reply": "dot", "rset": "rset"}  # fmt: skip
ON_A_REAL_LINE = {"connect", "tls_implicit", "tls_handshake", "quit"}
"""Stages that need a socket: tests/integration/test_relay_faults.py."""
BY_HAND = {
    "STARTTLS not offered (stripped)", "STARTTLS offered again", "AUTH not offered",
    "SIZE smaller than our message", "SMTPUTF8 not offered, EAI recipient",
    "8BITMIME not offered", "ENHANCEDSTATUSCODES not offered", "PIPELINING offered",
    "CHUNKING offered", "354 after all RCPT refused (pipelining)",
    "crash/kill after the marker is committed", "local read/encode error", "250 then close",
}  # fmt: skip
"""Cases that are no single wrong reply: each has a test of its own below."""


def matrix_cases() -> list[dict[str, str]]:
    return json.loads(MATRIX.read_text("utf-8"))["cases"]


def played_cases(stages: dict[str, str]) -> list:
    """Each case of these stages with each thing on the wire that its words may mean."""
    return [
        pytest.param(case, stimulus, id=f"{case['stage']}-{case['fault']}-{n}")
        for case in matrix_cases()
        if case["stage"] in stages and case["fault"] not in BY_HAND
        for n, stimulus in enumerate(ANYWHERE[case["fault"]])
    ]
