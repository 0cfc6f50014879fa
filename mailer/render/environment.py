"""
The Jinja in which templates and releases are written: ordinary, strict, and locked in.

Promises: no attribute walk, no file, no network, no environment; an undefined name is an error that
names what there is; a recipient's value stays text whatever is done to it: it is never a template,
never Markdown, never HTML. Numbers and texts cannot be blown up by `*`, `**`, `+` or `%`.
Never: prints a value that is not there as "None" or "", or the insides of anything but text and
numbers (`printable`).
Fails with: jinja2 errors; `located` in this package turns them into TemplateError.

Left out on purpose: the filters `safe`, `tojson`, `urlize`, `xmlattr`, `forceescape`, `pprint` and
`format`, which make HTML out of values or print their insides; `random`, because the same recipient
gets the same message; `escape` does nothing, as what is
printed is escaped anyway.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import wraps
from typing import Any

from jinja2 import (
    BytecodeCache,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateSyntaxError,
    Undefined,
    nodes,
    pass_context,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup, escape

from mailer.read.characters import forbidden_in_text, in_words
from mailer.render.printable import PrintError, refuse_insides, refuse_signs
from mailer.render.questions import (
    Choice,
    Column,
    Expression,
    Inquiry,
    Marker,
    PersonalRelease,
    Question,
    RecipientValues,
    choosing,
)
from mailer.render.slots import Field
from mailer.words.findings import did_you_mean

_LENGTH_MAX = 200_000
"""Characters a text may reach by `*` or `+`; a release is a few thousand."""
_BITS_MAX = 256
_DEPTH_MAX = 20
"""So many loops stand inside one another in Python at most; nobody can read half of them."""
_BLOCKS = (nodes.For, nodes.If, nodes.With, nodes.Macro, nodes.CallBlock, nodes.FilterBlock)
_FILTERS_LEFT_OUT = (
    "safe", "tojson", "urlize", "xmlattr", "forceescape", "pprint", "format", "random",
)  # fmt: skip
_GLOBALS_KEPT = ("range", "dict", "cycler", "joiner", "namespace")
_EVERYTHING = (
    "{{ recipient }} is everything that is known of a person; write what is meant of it, such as "
    "{{ recipient.first_name }}."
)
_METHODS_REFUSED = frozenset(
    [
        "center",
        "expandtabs",
        "format",
        "format_map",
        "ljust",
        "rjust",
        "zfill",
        "translate",
        "encode",
        "maketrans",
    ]
)


class Writing(StrEnum):
    """What is being written, which decides how printed values are kept apart from the text."""

    HTML = "html"
    """A field becomes a slot; any other value is escaped into the text."""
    TEXT = "text"
    """Plain text or a header: a field becomes a slot, any other value stands as it is."""
    COPY = "copy"
    """The release's Markdown: *every* printed value becomes a slot, so that none is Markdown."""


class _Undefined(StrictUndefined):
    """Says what is missing in the words of the person who wrote the template."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name = str(self._undefined_name)
        if isinstance(self._undefined_obj, RecipientValues):
            columns = self._undefined_obj.columns()
            hint = did_you_mean(name, columns) or f"There are: {', '.join(columns)}."
            return f'No list has a column "{name}". {hint}'
        if self._undefined_obj is not missing:
            return f'There is nothing called "{name}" here.'
        return (
            f'"{name}" is not defined. A column of the list is written recipient.{name}; '
            "the release and the sender are called release and organisation."
        )


class _Generator(CodeGenerator):
    """Sends `a ~ b` through the environment, so that a field stays a field when joined."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self.write("environment.join_texts((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class MailEnvironment(ImmutableSandboxedEnvironment):
    """One environment per kind of writing; `inquiry` is set for the rendering under way."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    code_generator_class = _Generator

    def __init__(
        self,
        writing: Writing,
        templates: Mapping[str, str],
        compiled: BytecodeCache | None = None,
    ) -> None:
        """
        `templates`: name → source, already read; `include` and `extends` find only these.

        `compiled` keeps what they were compiled to; it must tell kinds of writing apart.
        """
        super().__init__(
            loader=FunctionLoader(_named(dict(templates))),
            autoescape=writing is not Writing.TEXT,
            undefined=_Undefined,
            finalize=self._print,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            bytecode_cache=compiled,
        )
        self.writing = writing
        self.inquiry: Inquiry | None = None
        self._questions: dict[str, Expression] = {}
        self.globals = {name: self.globals[name] for name in _GLOBALS_KEPT}
        for name in _FILTERS_LEFT_OUT:
            del self.filters[name]
        self.filters = {name: _keeping_fields(each) for name, each in self.filters.items()}
        self.filters["e"] = self.filters["escape"] = lambda value: value

    @pass_context  # else Jinja would print what is constant while it compiles, and past all this
    def _print(self, _context: Context, value: Any) -> Any:
        """What is written for a printed value: itself, or the token of its slot."""
        return self._written(value)

    def _written(self, value: Any) -> Any:
        if isinstance(value, Markup | Undefined):
            return value
        self._refuse_unprintable(value)
        if self.inquiry is not None and (isinstance(value, Field) or self.writing is Writing.COPY):
            return self.inquiry.slots.take(str(value))
        return value

    def _refuse_unprintable(self, value: Any) -> None:
        if isinstance(value, RecipientValues):
            raise PrintError(_EVERYTHING)
        refuse_insides(value)
        # What else is plain text here is laid out already, with marks of its own; `compose.mould`
        # looks at it when they are gone.
        if isinstance(value, Field) or (
            isinstance(value, str) and self.writing is not Writing.TEXT
        ):
            refuse_signs(value, copy=self.writing is Writing.COPY)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Jinja's tree of a source, with its questions marked; what could only fail later is refused."""
        tree = super()._parse(source, name, filename)
        if fault := _fault_in(tree):
            raise TemplateSyntaxError(*fault, name, filename)
        tree = Marker(self._python_of).mark(tree)
        tree.set_environment(self)
        return tree

    def _python_of(self, expression: nodes.Expr) -> str:
        answer = nodes.Assign(nodes.Name("answer", "store"), expression, lineno=1)
        return self.compile(nodes.Template([answer], lineno=1), raw=True)

    def ask_column(self, column: str, root: object) -> Question | None:
        """As `ask`, for a column."""
        return self._begun(Column(column), root)

    def ask(self, python: str, choice: Choice | None, root: object) -> Question | None:
        """Begin a question; None where `recipient` is another thing here, or nobody writes it down."""
        if python not in self._questions:
            code = self._compile(python, "<question>")
            template = Template.from_code(self, code, self.make_globals(None))
            self._questions[python] = Expression(template, choosing(choice) if choice else None)
        return self._begun(self._questions[python], root)

    def _begun(self, question: Question, root: object) -> Question | None:
        if self.inquiry is None or root is not self.inquiry.recipient:
            return None
        self.inquiry.begin()
        return question

    def decided(self, question: Question | None, value: Any) -> bool:
        """The end of a question that an `if` asks."""
        if question is None or self.inquiry is None:
            return bool(value)
        return self.inquiry.decide(question, value)

    def printed(self, question: Question | None, value: Any) -> Any:
        """The end of a question whose answer is printed."""
        if question is None or self.inquiry is None or isinstance(value, _Undefined):
            return value
        if not isinstance(value, Markup):
            self._refuse_unprintable(value)
        copy = self.writing is Writing.COPY
        return self.inquiry.print_value(question, value, always_slot=copy)

    def printed_line(self, release: Any, name: str) -> Any:
        """A line of the release that is printed as it is."""
        line = release.line(name) if isinstance(release, PersonalRelease) else None
        if line is None or self.inquiry is None:
            return self.getattr(release, name)
        return self.inquiry.print_line(name, line)

    def join_texts(self, parts: Iterable[Any]) -> str:
        """`a ~ b`: a field where one of them is; markup where one of them is, the rest escaped."""
        pieces = list(parts)
        for piece in pieces:
            if not isinstance(piece, str):
                self._refuse_unprintable(piece)
        if any(isinstance(piece, Markup) for piece in pieces):
            return Markup("").join(self._into_markup(piece) for piece in pieces)
        joined = "".join(map(str, pieces))
        return Field(joined) if any(isinstance(piece, Field) for piece in pieces) else joined

    def _into_markup(self, value: Any) -> Markup:
        return value if isinstance(value, Markup) else escape(self._written(value))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic within bounds; texts keep being fields."""
        _refuse_blow_up(operator, left, right)
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self.join_texts((left, right))
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, str) and not isinstance(result, Markup):
            return Field(result) if isinstance(left, Field) or isinstance(right, Field) else result
        return result

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """As the sandbox, and without the text methods that pad or format without bound."""
        if isinstance(obj, str) and attr in _METHODS_REFUSED:
            return False
        if isinstance(obj, RecipientValues):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`recipient.x` is a column whatever it is called, never a method."""
        if isinstance(obj, RecipientValues):
            return self.getitem(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """As the sandbox; a column that is not there is undefined by name."""
        if isinstance(obj, RecipientValues):
            try:
                return obj[str(argument)]
            except KeyError:
                return self.undefined(obj=obj, name=argument)
        return super().getitem(obj, argument)


def _named(
    templates: Mapping[str, str],
) -> Callable[[str], tuple[str, str, Callable[[], bool]] | None]:
    """Finds a template's source and says its file, so that an error can name it."""

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if name not in templates:
            return None
        return templates[name], f"templates/{name}", lambda: True

    return load


def _keeping_fields(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter whose text result is a field again where an argument was one."""

    @wraps(function)
    def kept(*args: Any, **options: Any) -> Any:
        result = function(*args, **options)
        plain = isinstance(result, str) and not isinstance(result, Markup)
        if plain and any(isinstance(arg, Field) for arg in (*args, *options.values())):
            return Field(result)
        return result

    return kept


def _fault_in(node: nodes.Node, depth: int = 0) -> tuple[str, int] | None:
    r"""
    What no mail can be made of, and its line: a block too deep, or a text such as `'\ud800'`.

    An escape is the one way to a character that neither copy nor cells may hold.
    """
    text = node.value if isinstance(node, nodes.Const) else ""
    if isinstance(text, str) and (found := forbidden_in_text(text.replace("\r", ""))):
        return f"An escape in quotation marks makes {in_words(found[0])}", node.lineno
    depth += isinstance(node, _BLOCKS)
    if depth > _DEPTH_MAX:
        return "Blocks ({% if %}, {% for %}) stand inside one another too deeply", node.lineno
    return next(filter(None, (_fault_in(each, depth) for each in node.iter_child_nodes())), None)


def _refuse_blow_up(operator: str, left: Any, right: Any) -> None:
    too_large = False
    if operator == "*":
        too_large = any(
            isinstance(one, str | list | tuple)
            and isinstance(other, int)
            and len(one) * other > _LENGTH_MAX
            for one, other in ((left, right), (right, left))
        )
    if operator == "+" and isinstance(left, str | list) and isinstance(right, str | list):
        too_large = len(left) + len(right) > _LENGTH_MAX
    if operator in {"*", "**", "+"} and isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * (abs(right) if operator == "**" else 1)
        too_large = bits > _BITS_MAX or (operator != "**" and right.bit_length() > _BITS_MAX)
    if operator == "%" and isinstance(left, str):
        too_large = True
    if too_large:
        raise SecurityError(f"the result of {operator} would be too large")
