"""
Questions: what templates ask about one recipient, told apart from what is the same for everybody.

Before a template is compiled, every expression over the recipient alone that is printed or decides an
`if` is marked as a question. While one recipient's rendering runs, an `Inquiry` writes down each
question that was asked and how it came out, and for each slot which question fills it. Whoever
answers all of them alike gets the same text around his own values; `paths` remembers it.

Promises: two recipients with the same answers are rendered alike, because everything else that a
template can do with a recipient goes through a column, and looking at a column is a question too.
Never: changes what a template prints; a name that is set anew, or a filter that keeps notes of its
own, is not marked and falls back on its columns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from operator import itemgetter
from typing import Any, NamedTuple

from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from mailer.render.printable import refuse_insides
from mailer.render.slots import Field, Slots

_ROOT = "recipient"
_UNMARKED_FILTERS = frozenset({"wrap"})
"""`wrap` takes the slot of what it is given, which is marked instead."""
_PURE = (
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Filter,
    nodes.Test,
    nodes.Keyword,
    nodes.Compare,
    nodes.Operand,
    nodes.BinExpr,
    nodes.UnaryExpr,
    nodes.Concat,
    nodes.CondExpr,
    nodes.Call,
    nodes.List,
    nodes.Tuple,
)


class Way(Enum):
    """What about an answer decides how the rendering goes on."""

    TRUTH = auto()
    PRINTED = auto()
    """Whether it is a field, which becomes a slot; any other value is part of the text."""
    VALUE = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in this column?"""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """What does this expression come to? `template` sets `answer`."""

    template: Template
    chosen: Callable[[Mapping[str, object]], object] | None = None
    """The same without a template, where it does no more than choose between columns and texts."""


@dataclass(frozen=True, slots=True)
class Line:
    """How does this line of the release, in which the recipient's values stand, read?"""

    name: str


Question = Column | Expression
Choice = tuple[Any, ...]
"""An expression written so that it can stand in compiled code: see `choice_of`."""


class Asked(NamedTuple):
    """A question, and what of its answer mattered."""

    question: Question
    way: Way


class RecipientValues:
    """A recipient as templates see it: any column by name, each a field."""

    __slots__ = ("_noted", "_values")

    def __init__(
        self,
        values: Mapping[str, object],
        noted: Callable[[str, object], None] = lambda _column, _value: None,
    ) -> None:
        """Columns and their fields; `noted` is told of each column that is looked at."""
        self._values = values
        self._noted = noted

    def __getitem__(self, column: str) -> object:
        """One column; KeyError becomes Jinja's undefined, which names the columns there are."""
        value = self._values[column]
        self._noted(column, value)
        return value

    def columns(self) -> list[str]:
        """The names that can be written after `recipient.`."""
        return sorted(self._values)


class PersonalRelease(dict[str, object]):
    """The release as templates see it, where lines of it hold a recipient's values."""

    __slots__ = ("_lines", "_noted")

    def __init__(
        self, shared: Mapping[str, object], lines: Mapping[str, Field], noted: Callable[[], None]
    ) -> None:
        """`noted` is called when a line is looked at other than to print it as it is."""
        super().__init__(shared)
        self._lines = lines
        self._noted = noted

    def __missing__(self, name: str) -> object:
        """A personal line stands outside the dict, so that no other way leads to it."""
        value = self._lines[name]
        self._noted()
        return value

    def line(self, name: str) -> Field | None:
        """A personal line, to be printed as it is."""
        return self._lines.get(name)


class Inquiry:
    """What one rendering asked about its recipient."""

    __slots__ = ("_listening", "asked", "recipes", "recipient", "repeatable", "slots")

    def __init__(self, slots: Slots, values: Mapping[str, object]) -> None:
        """Nothing was asked yet. `values`: column → field."""
        self.slots = slots
        self.recipient = RecipientValues(values, self._look)
        self.asked: dict[Asked, object] = {}
        """In the order in which they came up; the same as long as the answers are."""
        self.recipes: dict[int, Question | Line] = {}
        """Slot → what fills it; a slot that is not here holds the same value on this path."""
        self.repeatable = True
        """False: something was done with the recipient that no question describes."""
        self._listening = True

    def _look(self, column: str, value: object) -> None:
        if self._listening:
            self._note(Asked(Column(column), Way.VALUE), value)

    def _note(self, asked: Asked, value: object) -> None:
        if asked not in self.asked:
            self.asked[asked] = came_out(asked.way, value)

    def look_at_line(self) -> None:
        """A personal line was looked at, and not only printed."""
        self.repeatable = False

    def begin(self) -> None:
        """A question is being asked; the columns it looks at are its own affair."""
        self._listening = False

    def decide(self, question: Question, value: object) -> bool:
        """An `if` over the recipient alone."""
        self._listening = True
        self._note(Asked(question, Way.TRUTH), value)
        return bool(value)

    def print_value(self, question: Question, value: object, *, always_slot: bool) -> object:
        """A printed expression over the recipient alone: a slot's token, or the value itself."""
        self._listening = True
        if value is None or isinstance(value, Markup):
            self.repeatable = False
            return value
        sure = isinstance(question, Column) and isinstance(value, Field)
        if not always_slot and not sure:
            self._note(Asked(question, Way.PRINTED), value)
            if not isinstance(value, Field):
                return value
        return self._slot(str(value), question)

    def print_line(self, name: str, value: Field) -> Markup:
        """A personal line, printed as it is."""
        return self._slot(value, Line(name))

    def _slot(self, value: str, recipe: Question | Line) -> Markup:
        self.recipes[len(self.slots.values)] = recipe
        return Markup(self.slots.take(value))  # noqa: S704 - a token is letters and digits


def came_out(way: Way, value: object) -> object:
    """What of an answer matters, as something that equals the same outcome only."""
    if way is Way.TRUTH:
        return bool(value)
    if way is Way.PRINTED and isinstance(value, Field):
        return Field
    return type(value), str(value)


class Answers:
    """One recipient's answers to questions, each found once, without rendering."""

    __slots__ = ("_columns", "_found")

    def __init__(self, columns: Mapping[str, object]) -> None:
        """`columns`: column → field."""
        self._columns = columns
        self._found: dict[Expression, object] = {}

    def answer(self, question: Question) -> object:
        """The answer; whatever the expression raises comes through."""
        if isinstance(question, Column):
            return self._columns[question.name]
        if question.chosen is not None:
            return question.chosen(self._columns)
        if question not in self._found:
            context = question.template.new_context({_ROOT: RecipientValues(self._columns)})
            for _ in question.template.root_render_func(context):
                pass
            self._found[question] = context.vars["answer"]
        return self._found[question]

    def text(self, question: Question) -> str:
        """The answer as what fills a slot; TypeError where it is nothing that could."""
        answer = self.answer(question)
        if answer.__class__ is not Field:
            if isinstance(answer, Markup):
                raise TypeError("this answer fills no slot")
            refuse_insides(answer)
        return str(answer)


class Marker(NodeTransformer):
    """
    Marks the questions in a template, so that each mark says by itself what is asked.

    Then what was compiled can be kept and used again without the tree it was made from.
    """

    def __init__(self, python_of: Callable[[nodes.Expr], str]) -> None:
        """
        Marks are calls of the environment's `ask`, `ask_column`, `decided`, `printed`, `printed_line`.

        `python_of`: what Jinja would compile to set `answer` to an expression.
        """
        self._python_of = python_of

    def mark(self, template: nodes.Template) -> nodes.Template:
        """The template with its questions marked, unless it gives the recipient's name away."""
        named = template.find_all(nodes.Name)
        if any(name.name == _ROOT and name.ctx != "load" for name in named):
            return template
        marked: nodes.Template = self.visit(template)
        return marked

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - Jinja's name
        """What is printed."""
        node.nodes = [self._printed(child) for child in node.nodes]
        return node

    def visit_If(self, node: nodes.If) -> nodes.If:  # noqa: N802 - Jinja's name
        """What decides."""
        node.test = self._tested(node.test)
        for branch in (node.body, node.elif_, node.else_):
            branch[:] = [self.visit(child) for child in branch]
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.CondExpr:  # noqa: N802 - Jinja's name
        """What decides inside an expression over other things as well."""
        node.test = self._tested(node.test)
        node.expr1 = self.visit(node.expr1)
        node.expr2 = node.expr2 and self.visit(node.expr2)
        return node

    def _printed(self, node: nodes.Expr) -> nodes.Expr:
        if isinstance(node, nodes.Getattr) and _is_line(node):
            return _call("printed_line", node.node, nodes.Const(node.attr, lineno=node.lineno))
        if _is_question(node):
            return self._marked("printed", node)
        if isinstance(node, nodes.Filter) and node.name in _UNMARKED_FILTERS and node.node:
            node.node = self._printed(node.node)
            return node
        visited: nodes.Expr = self.visit(node)
        return visited

    def _tested(self, node: Any) -> Any:
        return self._marked("decided", node) if _is_question(node) else self.visit(node)

    def _marked(self, how: str, node: nodes.Expr) -> nodes.Expr:
        root = nodes.Name(_ROOT, "load", lineno=node.lineno)
        if column := column_of(node):
            return _call(how, _call("ask_column", nodes.Const(column), root), node)
        python, choice = nodes.Const(self._python_of(node)), nodes.Const(choice_of(node))
        return _call(how, _call("ask", python, choice, root), node)


def _call(name: str, *arguments: nodes.Expr) -> nodes.Expr:
    line = arguments[-1].lineno
    return nodes.Call(
        nodes.EnvironmentAttribute(name), list(arguments), [], None, None, lineno=line
    )


def column_of(node: nodes.Node) -> str:
    """The column that this expression is; "" where it is something else."""
    if not isinstance(node, nodes.Getattr | nodes.Getitem) or not isinstance(node.node, nodes.Name):
        return ""
    if node.node.name != _ROOT:
        return ""
    if isinstance(node, nodes.Getattr):
        return str(node.attr)
    return str(node.arg.value) if isinstance(node.arg, nodes.Const) else ""


def choice_of(node: nodes.Node) -> Choice | None:
    """An expression of columns, constants, `or`, `and` and `not` as tuples; None for any other."""
    if column := column_of(node):
        return "column", column
    if isinstance(node, nodes.Const):
        return "constant", node.value
    if isinstance(node, nodes.Not):
        return (one := choice_of(node.node)) and ("not", one)
    if not isinstance(node, nodes.Or | nodes.And):
        return None
    left, right = choice_of(node.left), choice_of(node.right)
    return left and right and (node.operator, left, right)


def choosing(choice: Choice) -> Callable[[Mapping[str, object]], object]:
    """
    What answers a choice from the columns.

    A column that is not there raises KeyError; rendering then says which.
    """
    match choice:
        case ("column", column):
            return itemgetter(column)
        case ("constant", constant):
            return lambda _columns: constant
        case ("not", one):
            asked = choosing(one)
            return lambda columns: not asked(columns)
        case (operator, one, other):
            left, right = choosing(one), choosing(other)
            if operator == "or":
                return lambda columns: left(columns) or right(columns)
            return lambda columns: left(columns) and right(columns)
    raise AssertionError("choice_of makes no other")


def _is_line(node: nodes.Getattr) -> bool:
    return (
        node.attr in ("subject", "preheader")
        and isinstance(node.node, nodes.Name)
        and node.node.name == "release"
    )


def _is_question(node: nodes.Node) -> bool:
    return _is_pure(node) and (bool(column_of(node)) or any(map(column_of, _below(node))))


def _is_pure(node: nodes.Node) -> bool:
    if column_of(node):
        return True
    if isinstance(node, nodes.Filter) and node.name in _UNMARKED_FILTERS:
        return False
    return isinstance(node, _PURE) and all(map(_is_pure, node.iter_child_nodes()))


def _below(node: nodes.Node) -> list[nodes.Node]:
    return [*node.find_all(nodes.Getattr), *node.find_all(nodes.Getitem)]
