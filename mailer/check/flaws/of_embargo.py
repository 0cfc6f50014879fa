"""What only a finished release can have: flaws of its embargo."""

from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

NO_ZONE_OF_EMBARGO = Flaw(
    "EM015",
    Severity.WARNING,
    "Embargo in the text without a zone",
    'The text names an embargo at "{text}", and no time zone.',
    "Write the zone behind the time, such as ET or GMT.",
    "A newsroom in another zone takes the time for its own.",
)
IMMEDIATE_UNDER_EMBARGO = Flaw(
    "EM001",
    Severity.ERROR,
    "For immediate release, under embargo",
    'The text says "{text}", but the release is embargoed until {until}.',
    'Take the words out of the text; the message gets its release line from "embargoed_until:".',
    "One newsroom that believes the text breaks the embargo for all.",
)
EMBARGO_IN_TEXT_ONLY = Flaw(
    "EM002",
    Severity.ERROR,
    "Embargo in the text alone",
    'The text says "{text}", but the release has no embargo and would leave at once.',
    'Write the embargo behind "embargoed_until:", and take the words out of the text.',
    "Only the field holds mail back.",
)
EMBARGO_PAST = Flaw(
    "EM003",
    Severity.WARNING,
    "Embargo already past",
    "The embargo ended on {until}: everybody would get the release at once.",
    "Correct the day if it was meant to lie ahead, or take the embargo out.",
    "A wrong day here breaks an embargo.",
)
GMT_IN_SUMMER = Flaw(
    "EM004",
    Severity.WARNING,
    "GMT while London keeps summer time",
    "The embargo is in {zone}, and London keeps summer time then: that is {london} in London.",
    "If London's hour was meant, write {wall} Europe/London.",
    "Half the year the United Kingdom is an hour ahead of GMT, and an hour early breaks an embargo.",
)
EMBARGO_FAR = Flaw(
    "EM005",
    Severity.WARNING,
    "Embargo more than a year ahead",
    "The embargo ends on {until}, more than a year from now.",
    "Correct the year if it is a slip; until then the rules of time zones may change.",
    "A wrong digit keeps a release back for years, and nobody notices.",
)
EMBARGO_OTHERWISE = Flaw(
    "EM010",
    Severity.ERROR,
    "The text gives another embargo",
    'The text says "{text}", but the release is embargoed until {until}.',
    'Ask which holds; correct "embargoed_until:" or take the words out of the text.',
    "The field decides when mail leaves, the text when newsrooms publish.",
)
MISMATCH_WEEK = Flaw(
    "EM011",
    Severity.NOTE,
    "Weeks of changing clocks",
    "At the end of the embargo New York is {hours} hours behind London, and not 5 as usual.",
    "Name the time in two zones, and convert it anew.",
    "Embargoes were broken in the weeks between the changes of the clocks here and there.",
)
MIDNIGHT = Flaw(
    "EM012",
    Severity.NOTE,
    "Embargo at midnight",
    "The embargo ends at midnight ({until}); people differ on which day that is.",
    "Take 00:01 instead.",
    "Midnight belongs to two days.",
)
DATELINE_AND_EMBARGO = Flaw(
    "EM014",
    Severity.WARNING,
    "Dateline days from the embargo",
    "The release is dated {dated}, and embargoed until {until}.",
    "Correct the day that was forgotten.",
    "A dateline names the day on which the news may appear; three days apart are left alone.",
)
EXPIRED = Flaw(
    "EM016",
    Severity.ERROR,
    "Release expired",
    "The release expired on {expires}.",
    'Write a later time behind "expires:" if it may still be used, or take the line out.',
    "Nobody may use it any more, so nobody should get it.",
)
EXPIRES_FIRST = Flaw(
    "EM017",
    Severity.ERROR,
    "Expires before the embargo ends",
    "The release expires on {expires}, and is embargoed until {until}: there is no hour at which it "
    "may be used.",
    'Correct "expires:" or "embargoed_until:".',
    "One of the two is a slip.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them."""
