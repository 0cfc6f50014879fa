"""What only a rendered message can have: flaws of a template, as the mail programs would show it."""

from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

CLIPPED = Flaw(
    "TP001",
    Severity.ERROR,
    "Cut off by Gmail",
    "The HTML is {size} KB large{whose}; Gmail cuts it off at about 102 KB.",
    "Shorten the text, or put part of it on the web.",
    "What is cut off is the end: contacts, and how to unsubscribe. Measured after merging, for the "
    "recipient whose copy is longest; pictures do not count.",
)
NEARLY_CLIPPED = Flaw(
    "TP002",
    Severity.WARNING,
    "Nearly cut off by Gmail",
    "The HTML is {size} KB large{whose}; Gmail cuts it off at about 102 KB.",
    "Shorten the text, or put part of it on the web.",
    "Other messages of the same conversation count as well.",
)
LARGE_SHEET = Flaw(
    "TP003",
    Severity.ERROR,
    "Style sheet too large for Gmail",
    "The style sheet that stays in the head has {size} KB; Gmail takes 16 KB and drops it otherwise.",
    "Take rules out of head.css.",
    "Without it there are no narrow screens, and no dark ones.",
)
LONG_LINE = Flaw(
    "TP004",
    Severity.ERROR,
    "Line too long for mail",
    "A line of the message has {count} octets; mail allows 998.",
    "Report it: the encoding of the message should make this impossible.",
    "RFC 5322, 2.1.1. Relays refuse or break such lines.",
)
ACTIVE = Flaw(
    "TP005",
    Severity.ERROR,
    "Template that would do something",
    "The page holds {what}.",
    "Take it out of the template.",
    "Mail programs remove scripts, forms, frames and what is embedded, or hold back the message.",
)
LOADED = Flaw(
    "TP006",
    Severity.ERROR,
    "Loaded from elsewhere",
    "The page loads {what}.",
    'Put the rules into the template, and pictures behind "images:" or on an https:// address.',
    "Nothing is fetched when a message is made, and mail programs fetch no style sheets.",
)
DATA_IMAGE = Flaw(
    "TP007",
    Severity.ERROR,
    "Picture inside its address",
    "A picture stands in its own address (data:), which Gmail does not show.",
    'List the file under "images:"; it travels inside the message.',
    "Gmail, on the web and on phones, shows a gap.",
)
IMAGE_WITHOUT_ALT = Flaw(
    "TP008",
    Severity.ERROR,
    "Picture without a description in the template",
    'The picture "{source}" has no alt text.',
    'Give it alt="…", or alt="" where it is ornament.',
    "Most readers see the description before the picture, and some see nothing else.",
)
IMAGE_WITHOUT_WIDTH = Flaw(
    "TP009",
    Severity.WARNING,
    "Picture without a width",
    'The picture "{source}" has no width attribute.',
    'Give it width="…" in pixels.',
    "Outlook for Windows shows it in its own size, however large that is.",
)
OUTSIDE_CONTRACT = Flaw(
    "TP010",
    Severity.WARNING,
    "Rule that cannot be inlined",
    "{what} cannot be written into style attributes.",
    "Put the rule into head.css, which stays as it is.",
    "The inlined sheet has element, class and descendant selectors, no !important and no @-rules; "
    "other rules are lost or mangled when it is inlined.",
)
UNSUPPORTED = Flaw(
    "TP011",
    Severity.WARNING,
    "Not shown by every mail program",
    "{what}: {consequence} in {clients}.",
    "{cure}",
    "After the tables of caniemail.com. What degrades gracefully (rounded corners, shadows, @media) "
    "is not reported.",
)
LOW_CONTRAST = Flaw(
    "TP012",
    Severity.WARNING,
    "Hard to read",
    '"{text}": {colour} on {ground} has a contrast of {ratio} to 1; {least} is needed.',
    "Make the text darker or its ground lighter.",
    "WCAG 2.2, 1.4.3: 4.5 to 1, and 3 to 1 for large letters.",
)
LOW_CONTRAST_DARK = Flaw(
    "TP013",
    Severity.WARNING,
    "Hard to read in the dark",
    '"{text}": in dark mode {colour} on {ground} has a contrast of {ratio} to 1; {least} is needed.',
    "Set both colours in the dark rules of head.css.",
    "WCAG 2.2, 1.4.3, with the rules of prefers-color-scheme: dark applied.",
)
NO_LANGUAGE = Flaw(
    "TP014",
    Severity.WARNING,
    "Language not marked",
    "{what}.",
    "Write lang and dir on <html> and on the element around the message, as the shipped template does.",
    "Screen readers speak the language that is marked; Gmail drops what stands on <html> alone.",
)
HEADINGS = Flaw(
    "TP015",
    Severity.WARNING,
    "Not one main heading",
    "The page has {count} headings <h1>.",
    "Make the headline the only <h1>.",
    "Screen readers jump to it.",
)
LAYOUT_TABLE = Flaw(
    "TP016",
    Severity.WARNING,
    "Layout table read out as data",
    '{count} tables without heading cells lack role="presentation".',
    'Write role="presentation" on tables that only place things.',
    "A screen reader reads out rows and columns otherwise.",
)
EMPTY_LINK = Flaw(
    "TP017",
    Severity.WARNING,
    "Link without words in the template",
    'The link to "{target}" {fault}.',
    "Give it words, or its picture an alt text, that say where it leads.",
    "Whoever hears the message learns nothing from it.",
)
TEXT_LACKS = Flaw(
    "TP018",
    Severity.ERROR,
    "Missing from the plain text",
    'The HTML has {what} "{text}", the plain text does not.',
    "Print it in the .txt.j2 of the template as well.",
    "Newsrooms that read plain text would miss what others can call, open or quote.",
)
TEXT_LACKS_WORDS = Flaw(
    "TP019",
    Severity.WARNING,
    "Words missing from the plain text",
    'The HTML says "{text}", the plain text does not.',
    "Print it in the .txt.j2 of the template as well.",
    "Both parts are the same release.",
)
NO_UNSUBSCRIBE = Flaw(
    "TP020",
    Severity.ERROR,
    "No way to unsubscribe",
    "The {part} does not say how to unsubscribe.",
    "Print {{{{ unsubscribe.mailto }}}} or {{{{ unsubscribe.address }}}} in the template.",
    "The law of several countries asks for it, and the large providers too.",
)
UNSAFE_LINK = Flaw(
    "TP021",
    Severity.ERROR,
    "Link that cannot work in the template",
    'The link "{target}" leads nowhere from a message.',
    "Write the whole address, beginning with https://, mailto: or tel:.",
    "A message has no place of its own from which a short address could lead anywhere.",
)
BRAND_CONTRAST = Flaw(
    "TP022",
    Severity.WARNING,
    "Colour of the house hard to read",
    'Your colour {colour} on {ground} has a contrast of {ratio} to 1 ("{text}"); {least} is needed.',
    "Choose a darker {name} in mailer.toml.",
    "WCAG 2.2, 1.4.3: 4.5 to 1, and 3 to 1 for large letters.",
)
SILENT = Flaw(
    "TP023",
    Severity.WARNING,
    "Template that cannot carry a correction",
    "A correction or update with this template would be refused: {what}",
    "Extend base/page and keep its blocks notice and changes, or print release.notice yourself.",
    "A correction must say what has changed, in the page and in the plain text. Better to know it "
    "before one is needed; in a hurry, `template: correction` in the release will do.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them, in the order of their ids."""
