"""What only a release with its media lists can have: flaws of the two together, and of links online."""

from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

EMPTY_FIELD = Flaw(
    "PR066",
    Severity.ERROR,
    "Field that is empty for some",
    'The release prints "recipient.{column}", which is empty for {count} recipients ({rows}).',
    "Fill in the column, or say what stands in for it: "
    '{{{{ recipient.{column} or "colleague" }}}}.',
    '"Dear ," tells a journalist that nobody looked. Found with --list.',
)
NO_VARIANT = Flaw(
    "PR067",
    Severity.ERROR,
    "Recipients in no language of the release",
    "The list gives {spoken} for {rows}; the release is in {languages}.",
    'Say who gets which: [languages] fallback = "en" in mailer.toml, or fill in the column language.',
    "Nobody's language is guessed. Found with --list.",
)
ONE_PROVIDER = Flaw(
    "PR068",
    Severity.NOTE,
    "Many recipients at one provider",
    "{count} recipients are at {provider}.",
    "Set MAILER_SMTP_RATE, and run mailer doctor: SPF, DKIM and DMARC must be right.",
    "Above 5,000 a day the large providers ask more of a sender. Found with --list.",
)
UNREACHABLE = Flaw(
    "PR069",
    Severity.WARNING,
    "Link that does not answer",
    'The link "{target}" {fault}.',
    "Open it yourself; correct the address, or publish the page before the release leaves.",
    "Found with --online alone, which follows every https link of the release from this machine.",
)
NOT_TRUSTED = Flaw(
    "EM013",
    Severity.NOTE,
    "Recipients who wait for the embargo",
    "{waiting} of {total} recipients have not agreed to hold embargoed copy, and get theirs when the "
    "embargo ends ({until}).",
    "Lists whose people agreed are marked trusted = true in mailer.toml.",
    "Who did not agree to an embargo is not bound by it. Found with --list.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them."""
