"""What a screen asks for, checked before it is used: a client may send anything."""

from odoo.exceptions import UserError
from odoo.fields import Domain

TEXTS = ("phase", "order", "assignee", "when")
NUMBERS = ("channel_id", "campaign_id", "storm_id")


def checked_query(model, query):
    """A query of ``social.twist.screen_list`` with values of the right kinds.

    :param model: an empty recordset of what is searched
    :returns: the query; ``domain`` is a :class:`Domain` in it
    :raises UserError: it makes no sense
    """
    if not isinstance(query, dict):
        raise UserError(model.env._("That is no search."))
    numbers = [query.get(name) or 0 for name in NUMBERS]
    texts = [query.get(name) or "" for name in TEXTS]
    kinds = [isinstance(one, int) for one in numbers]
    kinds += [isinstance(one, str) for one in texts]
    if not all(kinds):
        raise UserError(model.env._("That is no search."))
    return {**query, "domain": checked_domain(model, query.get("domain"))}


def checked_domain(model, domain):
    try:
        domain = Domain(domain or [])
        domain.validate(model)
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError):
        text = model.env._(
            "The search cannot be understood. Clear it and search again."
        )
        raise UserError(text) from None
    return domain


def checked_number(env, value):
    """A whole number, not below 0.

    :raises UserError: it is none
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise UserError(env._("That is no number."))
    return max(0, value)
