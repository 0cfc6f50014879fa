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
            (
                "| | |\n|---|---|\n| **Who** | [insert who] |\n| **What** | [insert what] |\n"
                "| **When** | [insert weekday, date, time and time zone] |\n"
                "| **Where** | [insert address and entrance] |\n| **Why** | [insert why] |"
            ),
            "[insert how to register, and what photographers will see]",
        ),
        Kind.CORRECTION: (
            "[insert what was wrong, in which paragraph, and what is right]",
            "[insert the full corrected text]",
        ),
        Kind.WITHDRAWAL: ("[insert which release is withdrawn, and why]",),
        Kind.HOLD: ("[insert which release must not be used for now, and when you will say more]",),
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
            (
                "| | |\n|---|---|\n| **Quién** | [insertar quién] |\n| **Qué** | [insertar qué] |\n"
                "| **Cuándo** | [insertar día de la semana, fecha, hora y zona horaria] |\n"
                "| **Dónde** | [insertar dirección y entrada] |\n| **Por qué** | [insertar motivo] |"
            ),
            "[insertar cómo acreditarse y qué podrán fotografiar]",
        ),
        Kind.CORRECTION: (
            "[insertar qué era erróneo, en qué párrafo, y qué es lo correcto]",
            "[insertar el texto completo corregido]",
        ),
        Kind.WITHDRAWAL: ("[insertar qué comunicado se retira y por qué]",),
        Kind.HOLD: ("[insertar qué comunicado no debe usarse por ahora y cuándo dirán más]",),
    },
)
