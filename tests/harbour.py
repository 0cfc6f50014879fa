"""The Northbank Harbour Trust, which does not exist, and its release in three languages."""

from dataclasses import replace
from datetime import date

from mailer.read.release import (
    Attachment,
    Image,
    PressContact,
    Variant,
)
from mailer.read.settings import Organisation

TRUST = Organisation(
    name="Northbank Harbour Trust",
    postal_address="Harbour House\n12 Example Quay\nNorthbank NB1 2EX",
    website="https://harbour.example",
    boilerplate={
        "en": "Northbank Harbour Trust keeps the old port of Northbank open to ships, schools and the "
        "public. Learn more at [harbour.example](https://harbour.example/about).",
        "es": "Northbank Harbour Trust mantiene el antiguo puerto de Northbank abierto a los barcos, "
        "las escuelas y el público. Más en [harbour.example](https://harbour.example/es).",
    },
)

BODY = """\
Northbank Harbour Trust today opened the first stretch of its new [sea wall](https://harbour.example/wall),
two years after the storm that closed the eastern basin. Ferries call there again from Monday.

> “People asked us for a wall that they could also sit on. That is what they have now: a kilometre of
> it, with the sea on one side and the town on the other.”
>
> Sample Speaker, harbour master

## What opens when

The wall was built in three lots. The **last stones** were set in November, *under budget* and a week
early.

| Section | Opens | Metres |
|---|---|---:|
| East basin | Dec. 5, 2018 | 420 |
| Fish market | Jan. 14, 2019 | 310 |
| Lighthouse | March 2, 2019 | 285 |

### What the trust asks of visitors

- Keep to the upper path at high water.
- Dogs are welcome on a lead:
  - all day from October to April,
  - before 9 a.m. in summer.

1. Take tram 7 to Example Quay.
2. Follow the blue line.

---

The plan of works is at
https://harbour.example/a-very-long-path/that-nobody-types/sea-wall-plan-2018-final-version.pdf
and with the code `NB-2018-12`.
"""

ENGLISH = Variant(
    language="en",
    file="releases/sea-wall.en.md",
    headline="Northbank’s new sea wall opens, and the ferries come back",
    body=BODY,
    body_line=20,
    subhead="First of three sections finished a week early; east basin reopens on Monday",
    located="Northbank",
    dated=date(2018, 12, 5),
    by="By the harbour desk",
    preheader="The east basin reopens on Monday, two years after the storm.",
    contacts=(
        PressContact(
            "Sample Contact", "Head of press", "+44 20 7946 0000", "press@harbour.example", ("en",)
        ),
        PressContact("Second Sample", "Press officer", "", "second@harbour.example", ("en", "es")),
    ),
    availability=(
        "Sample Speaker, harbour master, in Northbank and by video, **in English**",
        "Second Speaker, engineer, on the [building of the wall](https://harbour.example/wall)",
    ),
    ed_note="1. The wall is 1,015 metres long.\n2. [Pictures](https://harbour.example/media) are free.",
    attachments=(Attachment("files/plan.pdf", "Plan of the wall (PDF)"),),
    images=(
        Image(
            "files/wall.png",
            alt="Three children sit on a new stone wall above a calm harbour",
            caption="Children try the new sea wall at Northbank on Tuesday, Dec. 4, 2018.",
            credit="Northbank Harbour Trust/Sample Photographer",
            width=1600,
            height=900,
        ),
    ),
    usage_terms="Free for editorial use with the credit given.",
)

SPANISH = replace(
    ENGLISH,
    language="es",
    file="releases/sea-wall.es.md",
    headline="Northbank inaugura su nuevo dique y los transbordadores regresan",
    subhead="El primero de tres tramos termina una semana antes; la dársena este reabre el lunes",
    body="El nuevo [dique](https://harbour.example/es/dique) de Northbank abre hoy al público.\n\n"
    "> «Nos pidieron un muro en el que también sentarse. Eso es lo que hay ahora».\n>\n"
    "> Portavoz de Muestra, capitana del puerto\n\n- Tramo este\n- Mercado de pescado\n",
    by="",
    preheader="La dársena este reabre el lunes, dos años después del temporal.",
    availability=("Portavoz de Muestra, capitana del puerto, **en español**",),
    ed_note="El dique mide 1.015 metros.",
    usage_terms="Uso editorial libre con mención de la fuente.",
)

ARABIC = replace(
    ENGLISH,
    language="ar",
    file="releases/sea-wall.ar.md",
    headline="ميناء نورثبانك يفتتح جداره البحري الجديد وعودة العبّارات",
    subhead="اكتمل القسم الأول قبل موعده بأسبوع، ويُعاد فتح الحوض الشرقي يوم الاثنين",
    body="افتتح ميناء نورثبانك اليوم [جداره البحري](https://harbour.example/ar) الجديد.\n\n"
    "> «طلب منا الناس جدارًا يمكنهم الجلوس عليه أيضًا».\n>\n> متحدثة نموذجية، مديرة الميناء\n\n"
    "| القسم | الطول |\n|---|---:|\n| الحوض الشرقي | 420 |\n| سوق السمك | 310 |\n\n"
    "- القسم الشرقي\n- سوق السمك\n",
    located="نورثبانك",
    by="",
    preheader="يُعاد فتح الحوض الشرقي يوم الاثنين.",
    availability=("متحدثة نموذجية، مديرة الميناء، بالعربية",),
    boilerplate="يحافظ الصندوق على ميناء نورثبانك مفتوحًا للجميع.",
    ed_note="يبلغ طول الجدار 1015 مترًا.",
    usage_terms="للاستخدام التحريري الحر مع ذكر المصدر.",
)
