"""What may stand between double braces in an outcome's texts (spec B11).

Odoo's inline templates, ``{{ person.name ||| there }}``, without anything that has
effects: fields, a few functions, conditions. So a template can do no more than whoever
uses it may read, whoever wrote it; and what it inserts is never read as a template.
"""

import ast
from collections import namedtuple
from datetime import date, datetime

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime, html2plaintext
from odoo.tools.rendering_tools import INLINE_TEMPLATE_REGEX
from odoo.tools.safe_eval import safe_eval

RECORDS = {
    "twist": "social.twist",
    "object": "social.twist",  # as Odoo's own templates call it
    "message": "social.message",
    "person": "res.partner",
    "agent": "res.users",
    "campaign": "social.campaign",
}
NAMES = ("twist", "message", "person", "agent", "comment", "campaign")
MAPPINGS = ("addresses", "fields")
KNOWN = {*RECORDS, *NAMES, *MAPPINGS}
FUNCTIONS = {"format_date", "format_datetime", "format_time", "format_amount"}
FUNCTIONS |= {"len", "str", "min", "max", "round"}
METHODS = {"upper", "lower", "title", "capitalize", "strip", "split", "replace"}
METHODS |= {"startswith", "endswith", "join"}
CONDITIONS = (ast.BoolOp, ast.Compare, ast.IfExp, ast.UnaryOp, ast.Slice)
SUMS = (ast.Add, ast.Sub)
BARE = (ast.Constant, ast.Load, ast.And, ast.Or, ast.Not, ast.USub, ast.cmpop)
TO_MANY = ("one2many", "many2many")

Placeholder = namedtuple("Placeholder", "literal source expression default line")


def placeholders(text):
    """A text in parts; the last one has no expression."""
    found, start = [], 0
    for match in INLINE_TEMPLATE_REGEX.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        literal, expression = text[start : match.start()], match[1].strip()
        default = (match[3] or "").strip()
        found.append(Placeholder(literal, match[0], expression, default, line))
        start = match.end()
    line = text.count("\n", 0, start) + 1
    return [*found, Placeholder(text[start:], "", "", "", line)]


def names_in(text):
    """The names that a text's placeholders use, as far as it can be read."""
    names = set()
    for one in placeholders(text or ""):
        try:
            tree = ast.parse(one.expression or "0", mode="eval")
        except SyntaxError:
            continue
        names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names


def check(env, text, forbidden=()):
    """Refuse a text that cannot be rendered.

    :param forbidden: names that may not be used in it
    :raises UserError: the first mistake, with its place
    """
    for one in placeholders(text or ""):
        if "{{" in one.literal or "}}" in one.literal:
            place = one._replace(source=one.literal.strip()[:40])
            raise at(env, place, env._("Two braces stand alone."))
        if not one.expression:
            if one.source:
                raise at(env, one, env._("There is nothing between the braces."))
            continue
        try:
            tree = ast.parse(one.expression, mode="eval")
        except (SyntaxError, ValueError):
            raise at(env, one, env._("This cannot be understood.")) from None
        try:
            Checker(env, forbidden).visit(tree.body)
        except UserError as error:
            raise at(env, one, error) from None


def at(env, place, reason):
    """The mistake, with its place in the text."""
    text = env._(
        "line %(line)s, %(place)s: %(reason)s",
        line=place.line,
        place=place.source,
        reason=reason,
    )
    return UserError(text)


class Checker:
    """What an expression is made of, against what is allowed."""

    def __init__(self, env, forbidden):
        self.env, self.forbidden = env, forbidden

    def visit(self, node):
        """:returns: the model of the record that it is; None for anything else"""
        own = getattr(self, f"visit_{type(node).__name__.lower()}", None)
        if own:
            return own(node)
        if isinstance(node, (*CONDITIONS, *BARE)):
            for child in ast.iter_child_nodes(node):
                self.visit(child)
            return None
        raise UserError(
            self.env._(
                "This is more than a template can do. It inserts fields, such as %s.",
                "{{ person.name }}",
            )
        )

    def visit_name(self, node):
        if node.id in self.forbidden:
            raise UserError(self.env._("%s cannot be used here.", node.id))
        if node.id not in KNOWN:
            raise UserError(
                self.env._(
                    "There is no %(name)s. There are: %(known)s.",
                    name=node.id,
                    known=", ".join((*NAMES, *MAPPINGS)),
                )
            )
        return RECORDS.get(node.id)

    def visit_attribute(self, node):
        model = self.visit(node.value)
        field = model and self.env[model]._fields.get(node.attr)
        if not field:
            raise UserError(self.env._("There is no field %s.", node.attr))
        return None if field.type in TO_MANY else field.comodel_name

    def visit_subscript(self, node):
        self.visit(node.value)
        self.visit(node.slice)

    def visit_binop(self, node):
        if not isinstance(node.op, SUMS):
            raise UserError(self.env._("Only + and - are possible."))
        self.visit(node.left)
        self.visit(node.right)

    def visit_call(self, node):
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr in METHODS:
            self.visit(called.value)
        elif not (isinstance(called, ast.Name) and called.id in FUNCTIONS):
            raise UserError(
                self.env._(
                    "That cannot be called. There are: %s.",
                    ", ".join(sorted(FUNCTIONS)),
                )
            )
        for one in (*node.args, *(pair.value for pair in node.keywords)):
            self.visit(one)


def render(env, text, variables, forbidden=()):
    """The text with its placeholders filled in; values are inserted as they are.

    :param variables: values by name, see ``KNOWN``
    :raises UserError: the first mistake, with its place
    """
    check(env, text, forbidden)
    parts = []
    for one in placeholders(text or ""):
        parts.append(one.literal)
        if one.expression:
            value = _value(env, one, variables)
            parts.append(as_text(env, value) or one.default)
    return "".join(parts)


def _value(env, place, variables):
    try:
        return safe_eval(place.expression, dict(variables))
    except UserError as error:  # also what may not be read
        raise at(env, place, error) from error
    except ValueError as error:
        raise at(env, place, env._("This has no value here.")) from error


def as_text(env, value):
    """A value as its reader expects it."""
    if value is None or value is False:
        return ""
    if value is True:
        return env._("Yes")
    if isinstance(value, models.BaseModel):
        return ", ".join(value.mapped("display_name"))
    if isinstance(value, Markup):
        return html2plaintext(value, include_references=False).strip()
    if isinstance(value, datetime):
        return format_datetime(env, value)
    if isinstance(value, date):
        return format_date(env, value)
    return str(value)


class Named(dict):
    """Values by name; a missing one says what to do."""

    def __init__(self, values, missing):
        super().__init__(values)
        self.missing = missing

    def __missing__(self, name):
        raise UserError(self.missing(name))
