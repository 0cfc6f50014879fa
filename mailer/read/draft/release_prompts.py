"""
What a new release file asks for, by kind and language.

Promises: every prompt stands in brackets that begin with "insert", which `check` finds and refuses
to send.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mailer.read.release import Kind


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is to be filled in, in one language."""

    located: str
    name: str
    role: str
    phone: str
    address: str
    availability: str
    embargo: str
    """A remark that tells how to write an embargo."""
    event_time: str
    """A remark that tells how to write when an event is."""
    event: Mapping[str, str]
    quotation: Mapping[str, str]
    correction_note: str
    original_headline: str
    paragraphs: Mapping[Kind, tuple[str, ...]]
    """Markdown."""


ENGLISH = Prompts(
    located="[insert city]",
    name="[insert name]",
    role="[insert role]",
    phone="[insert phone]",
    address="[insert address]",
    availability="[insert name], on [insert subject]",
    embargo="If nobody may publish yet, take away the # and write the instant with its zone:",
    event_time="Take away the # and write the exact times with their zone; ends: may be left out.",
    event={
        "who": "[insert who will be there]",
        "what": "[insert what will happen]",
        "where": "[insert address and entrance]",
        "why": "[insert why it matters]",
        "photo": "[insert what photographers will see, and when]",
        "rsvp": "[insert how to register, and until when]",
    },
    quotation={"text": "“[insert the sentence to lead with]”", "by": "[insert speaker and title]"},
    correction_note="[insert what was wrong, in which paragraph, and what is right]",
    original_headline="[insert the headline of the release this is about]",
    paragraphs={
        Kind.NEWS: (
            "[insert who did what, and why it matters]",
            "[insert the facts: when, where, how many, how much]",
            "“[insert quotation],” said [insert name], [insert role].",
        ),
        Kind.STATEMENT: (
            "[insert what happened]. [insert name] issued the following statement:",
            "“[insert first paragraph of the statement]",
            "“[insert last paragraph of the statement]”",
        ),
        Kind.ADVISORY: (
            "[insert in one sentence what journalists are invited to]",
            "[insert what else helps: parking, accreditation, languages]",
        ),
        Kind.CORRECTION: ("[insert the full corrected text]",),
        Kind.WITHDRAWAL: ("[insert why it is withdrawn]",),
        Kind.HOLD: ("[insert what you are checking, and when you will say more]",),
    },
)
SPANISH = Prompts(
    located="[insertar ciudad]",
    name="[insertar nombre]",
    role="[insertar cargo]",
    phone="[insertar teléfono]",
    address="[insertar correo]",
    availability="[insertar nombre], sobre [insertar tema]",
    embargo="Si aún no se puede publicar, quite la # y escriba el momento exacto con su zona:",
    event_time="Quite la # y escriba la hora exacta con su zona; ends: puede faltar.",
    event={
        "who": "[insertar quién asistirá]",
        "what": "[insertar qué ocurrirá]",
        "where": "[insertar dirección y entrada]",
        "why": "[insertar por qué importa]",
        "photo": "[insertar qué podrán fotografiar y cuándo]",
        "rsvp": "[insertar cómo acreditarse y hasta cuándo]",
    },
    quotation={"text": "«[insertar la frase principal]»", "by": "[insertar portavoz y cargo]"},
    correction_note="[insertar qué era erróneo, en qué párrafo, y qué es lo correcto]",
    original_headline="[insertar el titular del comunicado al que se refiere]",
    paragraphs={
        Kind.NEWS: (
            "[insertar quién ha hecho qué y por qué importa]",
            "[insertar los datos: cuándo, dónde, cuántos, cuánto]",
            "“[insertar cita]”, dijo [insertar nombre], [insertar cargo].",
        ),
        Kind.STATEMENT: (
            "[insertar qué ha ocurrido]. [insertar nombre] hizo la siguiente declaración:",
            "“[insertar primer párrafo de la declaración]",
            "“[insertar último párrafo de la declaración]”",
        ),
        Kind.ADVISORY: (
            "[insertar en una frase a qué se invita a los periodistas]",
            "[insertar lo que ayude: aparcamiento, acreditación, idiomas]",
        ),
        Kind.CORRECTION: ("[insertar el texto completo corregido]",),
        Kind.WITHDRAWAL: ("[insertar por qué se retira]",),
        Kind.HOLD: ("[insertar qué se está verificando y cuándo dirán más]",),
    },
)
