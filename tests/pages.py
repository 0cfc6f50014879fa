"""Releases of the project's own invention, rendered as a recipient gets them: for tests to look at."""

from dataclasses import dataclass, replace
from datetime import date

from harbour import ARABIC, ENGLISH, SPANISH, TRUST
from shipped import TEMPLATES

from mailer.merge.inliner import Inliner
from mailer.read.recipient import Recipient
from mailer.read.release import (
    Attachment,
    Event,
    Kind,
    Original,
    Quotation,
    Release,
    Variant,
)
from mailer.read.release_fields import TEMPLATES as FAMILIES
from mailer.read.samples import sample_folder
from mailer.read.settings import Mailbox, Organisation
from mailer.render.inline import inline_css
from mailer.render.renderer import Renderer, fill_text
from mailer.render.view import Letterhead, Marking
from mailer.words.addresses import parse_address
from mailer.words.states import Act
from mailer.words.times import parse_time

BASE = sample_folder("templates") / "base"

STATEMENT = replace(
    ENGLISH,
    headline="Harbour master’s statement on the return of the ferries",
    subhead="",
    body="Sample Speaker, harbour master of Northbank, issued the following statement on Wednesday:\n\n"
    "“For two years people have asked me one question, and today I can answer it: the ferries call "
    "here again from Monday.\n\n“I thank the engineers, who set the last stone a week early, and "
    "everybody who walked the long way round.”\n\nThe wall is 1,015 metres long.\n",
    quotation=Quotation(
        "“People asked us for a wall that they could also sit on. That is what they have now.”",
        "Sample Speaker, harbour master",
    ),
    ed_note="",
    images=(),
    attachments=(),
    usage_terms="",
    by="",
)
STATEMENT_ES = replace(
    STATEMENT,
    language="es",
    file="releases/sea-wall.es.md",
    headline="Declaración de la capitana del puerto sobre el regreso de los transbordadores",
    body="Portavoz de Muestra, capitana del puerto de Northbank, hizo el miércoles esta declaración:\n\n"
    "«Durante dos años me han hecho una sola pregunta, y hoy puedo responderla: los transbordadores "
    "vuelven el lunes.\n\n«Doy las gracias a quienes colocaron la última piedra una semana "
    "antes».\n\nEl dique mide 1.015 metros.\n",
    quotation=Quotation(
        "«Nos pidieron un muro en el que también sentarse. Eso es lo que hay ahora».",
        "Portavoz de Muestra, capitana del puerto",
    ),
    preheader="Los transbordadores vuelven el lunes.",
    availability=SPANISH.availability,
)
EVENT = Event(
    starts=parse_time("2018-12-07 11:00 Europe/London"),
    ends=parse_time("2018-12-07 12:30 Europe/London"),
    who="Sample Speaker, harbour master; 200 pupils of Sample School",
    what="The first walk along the new sea wall, and the first ferry in two years",
    where="North gate, Harbour House, 12 Example Quay, Northbank NB1 2EX",
    why="The eastern basin has been closed since the storm of 2016",
    photo="Children in yellow coats set off at **11:10 a.m. sharp** before a platform for cameras",
    online="https://harbour.example/live",
    rsvp="By Thursday at noon to [press@harbour.example](mailto:press@harbour.example)",
)
ADVISORY = replace(
    ENGLISH,
    headline="First walk along Northbank’s new sea wall",
    subhead="",
    by="",
    body="Two hundred schoolchildren will be the first to walk along the rebuilt wall. Journalists are "
    "invited to walk with them.\n\nThere is no parking at the north gate; tram 7 stops there.\n",
    event=EVENT,
    images=(),
    availability=(),
    ed_note="",
    usage_terms="",
    attachments=(Attachment("sea-wall.ics", "Calendar entry (.ics)", b"x" * 900),),
)
ADVISORY_ES = replace(
    ADVISORY,
    language="es",
    file="releases/sea-wall.es.md",
    headline="Primer paseo por el nuevo dique de Northbank",
    body="Doscientos escolares serán los primeros en recorrer el dique. La prensa está invitada a "
    "acompañarlos.\n\nNo hay aparcamiento en la puerta norte; el tranvía 7 para allí.\n",
    event=replace(
        EVENT,
        who="Portavoz de Muestra, capitana del puerto; 200 escolares",
        what="El primer paseo por el nuevo dique y el primer transbordador en dos años",
        where="Puerta norte, Harbour House, 12 Example Quay, Northbank",
        why="La dársena este llevaba cerrada desde el temporal de 2016",
        photo="Los niños, con abrigos amarillos, salen a las 11:10 **en punto**",
        rsvp="Hasta el jueves a mediodía en [press@harbour.example](mailto:press@harbour.example)",
    ),
    preheader="Dársena este, viernes a las 11:00.",
    attachments=(Attachment("sea-wall.ics", "Cita para el calendario (.ics)", b"x" * 900),),
)
ORIGINAL = Original("Northbank’s new sea wall opens, and the ferries come back", date(2018, 12, 5))
ORIGINAL_ES = Original(
    "Northbank inaugura su nuevo dique y los transbordadores regresan", date(2018, 12, 5)
)
CORRECTION = replace(
    ENGLISH,
    headline="Northbank’s new sea wall opens, and the ferries come back",
    original=ORIGINAL,
    correction_note="Corrects the length of the east basin in the **table**: it is 402 metres, not 420.",
    images=(),
    attachments=(),
    ed_note="",
    usage_terms="",
)
CORRECTION_ES = replace(
    SPANISH,
    original=ORIGINAL_ES,
    correction_note="Corrige la longitud del tramo este: son **402 metros**, no 420.",
    images=(),
    attachments=(),
    ed_note="",
    usage_terms="",
)
WITHDRAWAL = replace(
    CORRECTION,
    headline="Please do not use: “Northbank’s new sea wall opens”",
    subhead="",
    by="",
    preheader="",
    correction_note="",
    body="The release was sent before the inspection of the wall was over. We apologise, and will "
    "write again when it is.\n",
    availability=(),
)
WITHDRAWAL_ES = replace(
    WITHDRAWAL,
    language="es",
    file="releases/sea-wall.es.md",
    headline="No utilizar: «Northbank inaugura su nuevo dique»",
    original=ORIGINAL_ES,
    body="El comunicado se envió antes de que terminara la inspección del dique. Lo lamentamos y "
    "volveremos a escribir cuando concluya.\n",
)
HOLD = replace(
    WITHDRAWAL,
    headline="Hold: “Northbank’s new sea wall opens”",
    body="One figure in it is being checked. We will write again before 3 p.m. today.\n",
)
HOLD_ES = replace(
    WITHDRAWAL_ES,
    headline="En suspenso: «Northbank inaugura su nuevo dique»",
    body="Estamos verificando una cifra. Volveremos a escribir hoy antes de las 15:00 h.\n",
)
ADVISORY_AR = replace(
    ARABIC,
    headline="أول جولة على الجدار البحري الجديد",
    subhead="",
    body="سيكون مئتا تلميذ أول من يمشي على الجدار البحري بعد إعادة بنائه.\n",
    event=replace(
        EVENT,
        who="متحدثة نموذجية، مديرة الميناء؛ 200 تلميذ",
        what="أول جولة على الجدار البحري الجديد",
        where="البوابة الشمالية، نورثبانك",
        why="الحوض الشرقي مغلق منذ عاصفة 2016",
        photo="ينطلق الأطفال عند الساعة 11:10 **تمامًا**",
        rsvp="حتى ظهر الخميس على [press@harbour.example](mailto:press@harbour.example)",
    ),
    images=(),
    attachments=(),
    availability=(),
    ed_note="",
    usage_terms="",
)

LARGE = replace(
    ENGLISH.images[0], size_bytes=14_200_000, url="https://harbour.example/media/wall.jpg"
)
MINIMAL = Variant(
    language="en",
    file="releases/short.md",
    headline="Ferry timetable changes on Sunday",
    body="The last ferry leaves at 11 p.m. instead of 10 p.m.\n",
    body_line=4,
)

CODE = "a line of code that does not end where the screen does, however narrow the screen may be"
LONG = replace(
    ENGLISH,
    headline="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft "
    * 2,
    subhead="W" * 120,
    body="https://harbour.example/" + "x" * 180 + "\n\n| a | b | c | d | e | f |\n|-|-|-|-|-|-|\n"
    "| Donaudampfschifffahrtsgesellschaft | 1,000,000,000 | 2 | Zusammenarbeit | 4 | 5 |\n\n"
    f"    {CODE}\n",
)


@dataclass(frozen=True, slots=True)
class Page:
    """What one recipient gets."""

    subject: str
    html: str
    text: str


def a_page(
    variant: Variant,
    *,
    kind: Kind = Kind.NEWS,
    version: int = 1,
    embargo: str = "",
    test: bool = False,
    organisation: Organisation = TRUST,
    act: Act = Act.ORIGINAL,
    family: str = "",
) -> Page:
    """`variant` as sent to one fictional desk; `embargo`: marked as embargoed until then."""
    release = Release(
        slug="sea-wall",
        kind=kind,
        variants=(variant,),
        version=version,
        embargoed_until=parse_time(embargo) if embargo else None,
        template=family or FAMILIES[kind],
    )
    sender = Mailbox(parse_address("press@harbour.example").address, "Northbank press office")
    letterhead = Letterhead(organisation, sender, logo_width=180, logo_height=48)
    renderer = Renderer(release, letterhead, TEMPLATES)
    recipient = Recipient(parse_address("newsdesk@paper.example").address, {"name": "News desk"})
    marking = Marking(embargoed=bool(embargo), test=test, act=act)
    rendered = renderer.render(recipient, variant, marking)
    _, part = Inliner(inline_css, renderer.mark).part(rendered.html)
    return Page(
        subject=rendered.subject,
        html=part.fill(rendered.slots),
        text=fill_text(rendered, rendered.text, renderer.mark),
    )


EMBARGO = "2018-12-05 09:00 America/Chicago"


def sample_pages() -> dict[str, Page]:
    """Name → page: the faces of the template that a person should look at."""
    bare = Organisation(name="", colour="#0b5d4e", accent="#7a4a00")
    logo = replace(TRUST, logo="files/logo.png")
    return {
        "full": a_page(ENGLISH),
        "spanish": a_page(SPANISH),
        "minimal": a_page(MINIMAL, organisation=bare),
        "embargoed": a_page(ENGLISH, embargo=EMBARGO, test=True),
        "arabic": a_page(ARABIC, embargo=EMBARGO),
        "statement": a_page(STATEMENT, kind=Kind.STATEMENT),
        "statement-es": a_page(STATEMENT_ES, kind=Kind.STATEMENT),
        "advisory": a_page(ADVISORY, kind=Kind.ADVISORY, organisation=logo),
        "advisory-es": a_page(ADVISORY_ES, kind=Kind.ADVISORY),
        "advisory-ar": a_page(ADVISORY_AR, kind=Kind.ADVISORY),
        "correction": a_page(CORRECTION, kind=Kind.CORRECTION, version=2, organisation=logo),
        "correction-es": a_page(CORRECTION_ES, kind=Kind.CORRECTION, version=2),
        "correction-embargoed": a_page(MINIMAL, kind=Kind.CORRECTION, version=2, embargo=EMBARGO),
        "withdrawal": a_page(WITHDRAWAL, kind=Kind.WITHDRAWAL),
        "withdrawal-es": a_page(WITHDRAWAL_ES, kind=Kind.WITHDRAWAL),
        "hold": a_page(HOLD, kind=Kind.HOLD),
        "hold-es": a_page(HOLD_ES, kind=Kind.HOLD),
        "hold-lifted": a_page(HOLD, act=Act.RELEASE_OF_HOLD, family="hold"),
        "withdrawal-embargoed": a_page(
            WITHDRAWAL, act=Act.WITHDRAWAL, family="withdrawal", embargo=EMBARGO
        ),
        "large-picture": a_page(replace(ENGLISH, images=(LARGE, replace(LARGE, content=b"x")))),
        "pale-brand": a_page(
            ENGLISH, organisation=replace(TRUST, colour="#ffd400", accent="#7fd1ff")
        ),
        "long": a_page(LONG),
    }
