"""
Which columns of a list a release really uses, read from its Jinja.

Promises: names every column written as `recipient.x` or `recipient["x"]`, also where no recipient at
hand would reach that branch. Never: renders anything; a source that does not parse names none.
"""

from collections.abc import Iterable

from jinja2 import Environment, TemplateSyntaxError, nodes

from mailer.read.release import Release

_READER = Environment(autoescape=True)


def columns_used(sources: Iterable[str]) -> frozenset[str]:
    """
    The columns named in any of the sources.

    >>> sorted(columns_used(["Dear {{ recipient.first_name or recipient['outlet'] }}", "{% if %}"]))
    ['first_name', 'outlet']
    """
    return frozenset(
        column for source in sources if "recipient" in source for column in _columns(source)
    )


def sources_of(release: Release, templates: Iterable[str]) -> list[str]:
    """All that Jinja may stand in: the lines and bodies of the variants, and the templates."""
    lines = [
        source
        for variant in release.variants
        for source in (variant.subject, variant.preheader, variant.body)
    ]
    return [*lines, *templates]


def _columns(source: str) -> Iterable[str]:
    try:
        tree = _READER.parse(source)
    except TemplateSyntaxError:
        return
    for attribute in tree.find_all(nodes.Getattr):
        if _is_recipient(attribute.node):
            yield attribute.attr
    for item in tree.find_all(nodes.Getitem):
        if _is_recipient(item.node) and isinstance(item.arg, nodes.Const):
            yield str(item.arg.value)


def _is_recipient(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "recipient"
