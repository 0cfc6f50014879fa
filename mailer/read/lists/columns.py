"""
The columns of a media list: what its header row calls them, in four languages.

Promises: capitals, accents, blanks and punctuation make no difference; a column that is not known
is kept under a name that can be written in a template (`Press Room` is `recipient.press_room`).
Never: guesses from the cells what a column holds.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from mailer.read.recipient import KNOWN_COLUMNS

_ALIASES = {
    "email": """emailaddress mail mailaddress
        correo correoelectronico direcciondecorreo direcciondecorreoelectronico
        courriel courrielle adressemail adresseemail adresseelectronique adressecourriel mel
        mailadresse emailadresse""",
    "first_name": """first givenname forename
        nombre nombredepila prenom vorname""",
    "last_name": """last surname familyname
        apellido apellidos nomdefamille nachname familienname""",
    "name": """fullname contactname nombrecompleto nombreyapellidos
        nom nomcomplet prenometnom nometprenom vollername vorundnachname""",
    "salutation": """greeting saludo tratamiento civilite formuledepolitesse anrede""",
    "outlet": """publication media medianame mediaoutlet newspaper organisation organization
        medio mediodecomunicacion publicacion periodico organe
        medium redaktion zeitung publikation""",
    "role": """jobtitle position cargo puesto fonction poste funktion""",
    "beat": """topic tema rubrique ressort thema""",
    "tags": """tag labels label keywords groups group etiquetas etiqueta grupos grupo
        etiquettes etiquette groupes groupe schlagworte gruppe gruppen""",
    "language": """lang preferredlanguage idioma lengua langue sprache""",
    "timezone": """tz zonahoraria husohorario fuseauhoraire zeitzone""",
    "country": """pais pays land""",
    "phone": """telephone phonenumber tel telefono telefon telefonnummer""",
    "trusted": """embargook trustedforembargo agreedtohold deconfianza aceptaembargo
        deconfiance accepteembargo vertrauenswurdig""",
    "format": """preferredformat formato formatprefere""",
}
"""Column → what else it is called, without accents, blanks and punctuation. Only true synonyms:
"Address" may be a street, "Title" a Mr, and "Mobile" stands beside "Phone"."""
_COLUMN_OF = {alias: column for column, names in _ALIASES.items() for alias in names.split()}
_COLUMN_OF.update({column.replace("_", ""): column for column in KNOWN_COLUMNS})


def columns_named(header: Sequence[str], said: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """
    The columns that a header row names; "" for a cell that shows nothing.

    Beside a first name, `Nom` in French and `Name` beside `Vorname` in German are the family name.
    `said`: our name for a column → what this header calls it; what a person said goes before.

    >>> columns_named([" E-Mail Address ", "Prénom", "Nom", "Press Room"])
    ('email', 'first_name', 'last_name', 'press_room')
    """
    folded = [_folded(cell) for cell in header]
    mapped = {_folded(theirs): ours for ours, theirs in (said or {}).items()}
    columns = [
        mapped.get(fold) or _known(fold, mapped) or _identifier(cell)
        for fold, cell in zip(folded, header, strict=True)
    ]
    family_name = "name" if "vorname" in folded else "nom"
    if "first_name" in columns and "last_name" not in columns and family_name in folded:
        columns[folded.index(family_name)] = "last_name"
    return tuple(columns)


def _known(fold: str, mapped: Mapping[str, str]) -> str:
    """The column that is called so, unless a person gave its name to another."""
    column = _COLUMN_OF.get(fold, "")
    return f"other_{column}" if column in mapped.values() else column


def _unaccented(text: str) -> str:
    fold = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in fold if not unicodedata.combining(char))


def _folded(header: str) -> str:
    return "".join(char for char in _unaccented(header) if char.isalnum())


def _identifier(header: str) -> str:
    """A name that can be written after `recipient.`; only Latin letters lose their accents."""
    plain = _unaccented(header)
    readable = plain if plain.isascii() else unicodedata.normalize("NFKC", header.casefold())
    name = re.sub(r"\W+", "_", readable).strip("_")
    return f"column_{name}" if name[:1].isdigit() else name
