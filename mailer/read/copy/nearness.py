"""
How near two words are: what tells a slip of the pen from another word.

Promises: swapping two neighbouring letters counts as one slip, and accents count for nothing in
`without_accents`. Never: knows a language.
"""

import unicodedata


def without_accents(word: str) -> str:
    """
    In small letters and without accents.

    >>> without_accents("Chacón")
    'chacon'
    """
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def slips_between(ours: str, theirs: str, most: int = 2) -> int:
    """
    Letters left out, added, changed or swapped to get from one word to the other; at most `most` + 1.

    >>> slips_between("McElmurry", "McElmury"), slips_between("Nuñez", "Nuezñ")
    (1, 2)
    """
    if abs(len(ours) - len(theirs)) > most:
        return most + 1
    above, row = [0] * (len(theirs) + 1), list(range(len(theirs) + 1))
    for at, char in enumerate(ours, 1):
        twice_above, above, row = above, row, [at]
        for place, other in enumerate(theirs, 1):
            cost = min(row[-1], above[place]) + 1
            cost = min(cost, above[place - 1] + (char != other))
            if at > 1 and place > 1 and ours[at - 2 : at] == theirs[place - 1] + theirs[place - 2]:
                cost = min(cost, twice_above[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
