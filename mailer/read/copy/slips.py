"""
Slips of the pen that need no dictionary: a word written twice, a word taken for another, an
apostrophe in the wrong place, letters that came through a wrong encoding, a word spelled two ways.

Promises: near-zero false alarms; each pattern is wrong wherever it stands. Never: reads a dictionary
or judges style.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from mailer.read.characters import MISREAD
from mailer.read.copy.flaws import (
    MISPLACED_APOSTROPHE,
    MOJIBAKE,
    REPEATED_WORD,
    WORD_TWO_WAYS,
    WRONG_WORD,
)
from mailer.read.copy.lists import word_list
from mailer.read.copy.text import Copy, listed, quoted
from mailer.words.findings import Finding

_TWICE = re.compile(
    r"(?<![\w'’-])(?P<word>[^\W\d_]+)(?P<between>[ \u00a0]*\n[ \u00a0]*"
    r"|[ \u00a0]+)(?P<again>(?i:(?P=word)))(?![\w'’@-]|\.\w)"
)
_FIGURE_TWICE = (
    r"(?<=[^\W\d_] )(?<!(?i:call) )(?<!(?i:dial) )(?<!al )(?<!number )(?<!número )"
    r"(?P<figure>\d{2,9}) (?P<again>(?P=figure)) (?=[^\W\d_])"
)
_LATIN = r"in (?:vivo|vitro|situ|silico|utero|absentia|camera)\b"
_MAY_BE_TWICE = frozenset(word_list("may_repeat"))
_ARTICLES = frozenset(("the", "el", "los", "las", "un", "una", "of", "and", "in"))
_MOJIBAKE = re.compile(
    MISREAD + r"|&(?:amp|nbsp|quot|apos|lt|gt|[a-z]+(?:acute|grave|tilde|uml|cedil|dash|quo)"
    r"|#x?[0-9a-fA-F]{2,5});"
)
_WRONG_WORDS = (
    ("its own", "it", r"\bit['’]s own\b"),
    ("have", " of", r"\b(?:should|could|would|must|might) of\b(?! course)"),
    ("there", "their", r"\btheir (?:is|are|was|were|will (?:be|have|not))\b"),
    ("their", "there", r"\bthere (?:own|families|children|homes|members)\b"),
    ("you’re", "your", r"\byour (?:welcome|invited)\b"),
    ("a lot", "alot", r"\balot\b"),
    ("whose", "who", r"\bwho['’]s (?:own|members|children|families|work)\b"),
    (
        "public",
        "pubic",
        r"\bpubic (?:health|services?|sector|meetings?|hearings?|librar|transport|school)",
    ),
    ("manager", "manger", r"\b(?:project|general|press|office) manger\b|\bmanger of\b"),
    (
        "principal",
        "principle",
        r"\bprinciple (?:investigator|reason|sponsor|author|architect|engineer)\b",
    ),
    (
        "principle",
        "principal",
        r"\b(?:matters?|questions?) of principal\b|\bin principal\b",
    ),
    (
        "than",
        " then",
        r"\b(?:more|less|fewer|rather|better|larger|higher|lower) then (?:\d|the|an?|any|ever)\b",
    ),
    (
        "lose",
        "loose",
        r"\b(?:will|would|to|not|could|can|may) loose (?:the|their|our|its|his|her|\d)",
    ),
    (
        "piqued",
        "peaked",
        r"\bpeaked (?:the|our|their|his|her|your) (?:interest|curiosity)\b",
    ),
    ("sneak peek", "sneak", r"\bsneak peak\b"),
    ("formerly", "formally", r"\bformally known as\b"),
    # A City or County Counsel is a lawyer.
    ("council", "counsel", r"\b(?-i:[Tt]own|city|county|[Pp]arish) counsel\b"),
    ("a ver si", "haber", r"\bhaber si\b"),
    ("ha", "a ", r"\ba (?:sido|tenido|podido|anunciado|aprobado|recibido|firmado|logrado)\b"),
    ("hecho", "echo", r"\bh(?:a|an|emos) echo\b"),
)
"""What is meant, what stands there, and phrases in which it stands for the other."""
_APOSTROPHE = re.compile(
    r"(?<![\w/.-])(?:childrens|womens|mens)\b['’]?(?![/-])"
    r"|\b(?:photo|menu|video|ticket)['’]s (?=(?:are|were|from|of)\b)"
)
_TWO_WAYS = (
    ("organis", "organiz"),
    ("recognis", "recogniz"),
    ("colour", "color"),
    ("harbour", "harbor"),
    ("neighbour", "neighbor"),
    ("labour", "labor"),
    ("centre", "center"),
    ("programme", "program"),
    ("e-mail", "email"),
    ("web site", "website"),
    ("adviser", "advisor"),
    ("per cent", "percent"),
    ("travell", "travele"),
    ("theatre", "theater"),
    ("health care", "healthcare"),
    ("co-operat", "cooperat"),
    ("co-ordinat", "coordinat"),
    ("fundraising", "fund-raising"),
    ("policymaker", "policy-maker"),
)
_PROGRAMS = re.compile(r"program(?:s|med|ming|mer|mers)?$")


def repeated_findings(copy: Copy) -> Iterator[Finding]:
    """`the the`, `120 120 km`; names such as Bora Bora are left alone."""
    for passage in copy.all:
        for match in _TWICE.finditer(passage.text):
            again = match["again"]
            # Walla Walla is a place; The The is none.
            name = again[0].isupper() and again.casefold() not in _ARTICLES
            # The THE Summit is that of an abbreviation; in vivo is Latin.
            other = again.isupper() != match["word"].isupper() and len(again) > 1
            behind = match.start("again")
            latin = re.match(_LATIN, passage.text[behind : behind + 12])
            if not (name or other or latin or again.casefold() in _MAY_BE_TWICE):
                line = passage.line_at(match.start("again"))
                yield REPEATED_WORD.found(copy.file, line, text=quoted(match[0]))
        for match in re.finditer(_FIGURE_TWICE, passage.flat):
            line = passage.line_at(match.start("again"))
            yield REPEATED_WORD.found(copy.file, line, text=quoted(match[0]))


def mojibake_findings(copy: Copy) -> Iterator[Finding]:
    """`MarÃ­a`, `itâ€™s`, `&nbsp;`: once for each line."""
    for passage in copy.all:
        told: set[int] = set()
        for match in _MOJIBAKE.finditer(passage.text):
            line = passage.line_at(match.start())
            if line not in told:
                told.add(line)
                # A no-break blank may be half of a damaged letter, and so does not end the word.
                begin = passage.flat.rfind(" ", 0, match.start()) + 1
                [word] = passage.flat[begin:].split(" ", 1)[:1]
                yield MOJIBAKE.found(copy.file, line, text=quoted(word.rstrip(".,:")))


def wrong_word_findings(copy: Copy) -> Iterator[Finding]:
    """Words that sound alike, in phrases where only one of them can be meant."""
    for passage in copy.all:
        folded = passage.text.casefold()
        for right, wrong, pattern in _WRONG_WORDS:
            if wrong not in folded:
                continue  # most patterns need never be compiled
            for match in re.finditer(pattern, passage.text, re.IGNORECASE):
                line = passage.line_at(match.start())
                yield WRONG_WORD.found(copy.file, line, text=quoted(match[0]), right=right)
        for match in _APOSTROPHE.finditer(passage.text):
            line = passage.line_at(match.start())
            yield MISPLACED_APOSTROPHE.found(copy.file, line, text=quoted(match[0]))


def two_ways_findings(copy: Copy) -> Iterator[Finding]:
    """A word spelled in two ways in the same text; words with a capital may be names."""
    whole = "\n".join(passage.text for passage in copy.text)
    for ways in _TWO_WAYS:
        if not all(way in whole for way in ways):
            continue  # compiling all of them takes longer than all else that is looked for here
        lines: list[dict[str, list[int]]] = []
        for way in ways:
            pattern = re.compile(rf"(?<![\w.@/-]){way}(?:\w*)(?![@.]\w)")
            of_way: dict[str, list[int]] = defaultdict(list)
            for passage in copy.text:
                for match in pattern.finditer(passage.text):
                    of_way[match[0]].append(passage.line_at(match.start()))
            lines.append(of_way)
        ours, theirs = lines
        theirs = {word: on for word, on in theirs.items() if not word.startswith("programme")}
        if ours and theirs and not any(_PROGRAMS.fullmatch(word) for word in theirs):
            rarer = min((ours, theirs), key=lambda way: sum(map(len, way.values())))
            first = min(line for on in rarer.values() for line in on)
            shown = [(next(iter(way)), next(iter(way.values()))) for way in (ours, theirs)]
            spellings = " and ".join(f'"{word}" ({listed(on)})' for word, on in shown)
            yield WORD_TWO_WAYS.found(copy.file, first, spellings=spellings)
