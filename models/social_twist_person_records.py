"""What other applications know of the person who writes (spec C10)."""

from typing import NamedTuple

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_amount
from odoo.tools.translate import LazyTranslate

from .social_twist_details import as_text, label_of

_lt = LazyTranslate(__name__)

SHOWN = 5


class Source(NamedTuple):
    """A kind of record that belongs to persons, in an application that may be there.

    Fields are named as its model has them; ``total`` is a stored amount in the
    currency ``currency``.
    """

    model: str
    label: str
    icon: str
    domain: list
    order: str
    state: str
    date: str
    is_deadline: bool = False
    amount: str = ""
    total: bool = False
    currency: str = "currency_id"


SOURCES = {
    "tickets": Source(
        "helpdesk.ticket",
        _lt("Open Tickets"),
        "fa-life-ring",
        [("stage_id.closed", "=", False)],
        "create_date desc, id desc",
        "stage_id",
        "create_date",
    ),
    "orders": Source(
        "sale.order",
        _lt("Orders and Quotations"),
        "fa-shopping-cart",
        [("state", "!=", "cancel")],
        "date_order desc, id desc",
        "state",
        "date_order",
        amount="amount_total",
        total=True,
    ),
    "invoices": Source(
        "account.move",
        _lt("Unpaid Invoices"),
        "fa-file-text-o",
        [
            ("move_type", "in", ["out_invoice", "out_receipt"]),
            ("state", "=", "posted"),
            ("payment_state", "in", ["not_paid", "partial"]),
        ],
        "invoice_date_due, id",
        "payment_state",
        "invoice_date_due",
        is_deadline=True,
        amount="amount_residual",
        total=True,
    ),
    "deliveries": Source(
        "stock.picking",
        _lt("Open Deliveries"),
        "fa-truck",
        [
            ("picking_type_code", "=", "outgoing"),
            ("state", "not in", ["done", "cancel"]),
        ],
        "scheduled_date, id",
        "state",
        "scheduled_date",
        is_deadline=True,
    ),
    "opportunities": Source(
        "crm.lead",
        _lt("Open Opportunities"),
        "fa-handshake-o",
        [("type", "=", "opportunity"), ("won_status", "=", "pending")],
        "create_date desc, id desc",
        "stage_id",
        "date_deadline",
        is_deadline=True,
        amount="expected_revenue",
        currency="company_currency",
    ),
    "tasks": Source(
        "project.task",
        _lt("Open Tasks"),
        "fa-check-square-o",
        [("is_closed", "=", False)],
        "date_deadline, id desc",
        "stage_id",
        "date_deadline",
        is_deadline=True,
    ),
}


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def screen_person_records(self):
        """The person's tickets, orders, invoices …, as far as the reader may see them.

        :returns: for each application that has some ``{"key", "label", "icon",
            "model", "count", "total", "records": [{"id", "name", "state", "date",
            "is_late", "amount"}], "action"}``; amounts are formatted, ``action``
            opens all of them
        """
        self.ensure_one()
        self.check_access("read")
        if not self.partner_id:
            return []
        found = (self._records_of(key, SOURCES[key]) for key in self._sources())
        return [one for one in found if one]

    def _sources(self):
        """Keys of the applications that are installed and open to the reader."""
        return [
            key
            for key, source in SOURCES.items()
            if source.model in self.env and self.env[source.model].has_access("read")
        ]

    def _records_of(self, key, source):
        """One application's part; False where it knows nothing of the person."""
        domain = self._domain_of_person(source)
        count, total = self._total_of(source, domain) if source.total else (0, "")
        if source.total and not count:
            return False
        names = {source.state, source.date, "display_name"}
        if source.amount:
            names |= {source.amount, source.currency}
        found = self.env[source.model].search_fetch(
            domain, sorted(names), limit=SHOWN + 1, order=source.order
        )
        if len(found) > SHOWN and not count:
            count = found.search_count(domain)
        if not found:
            return False
        return {
            "key": key,
            "label": str(source.label),
            "icon": source.icon,
            "model": source.model,
            "count": count or len(found),
            "total": total,
            "records": [record_as_dict(one, source) for one in found[:SHOWN]],
            "action": self._action_of(source, domain),
        }

    def _domain_of_person(self, source):
        """Of the person's whole company, in the twist's own company."""
        person = self.partner_id.sudo().commercial_partner_id
        return (
            Domain("partner_id.commercial_partner_id", "=", person.id)
            & Domain("company_id", "in", [False, *self.company_id.ids])
            & Domain(source.domain)
        )

    def _total_of(self, source, domain):
        """(how many, what they come to in each currency)"""
        groups = self.env[source.model]._read_group(
            domain, [source.currency], ["__count", f"{source.amount}:sum"]
        )
        amounts = [
            format_amount(self.env, amount, currency.sudo())
            for currency, _count, amount in groups
        ]
        return sum(count for _currency, count, _amount in groups), " + ".join(amounts)

    def _action_of(self, source, domain):
        return {
            "type": "ir.actions.act_window",
            "name": f"{source.label}: {self.partner_id.sudo().display_name}",
            "res_model": source.model,
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {},
        }


def record_as_dict(record, source):
    amount = ""
    if source.amount:
        currency = record.sudo()[source.currency]  # as Odoo names what is linked
        amount = format_amount(record.env, record[source.amount], currency)
    return {
        "id": record.id,
        "name": record.display_name,
        "state": label_of(record, source.state),
        "date": as_text(record[source.date]),
        "is_late": source.is_deadline and is_past(record, source.date),
        "amount": amount,
    }


def is_past(record, name):
    """Whether a date of the record is over for the reader; an empty one is not."""
    is_day = record._fields[name].type == "date"
    now = fields.Date.context_today(record) if is_day else fields.Datetime.now()
    return bool(record[name]) and record[name] < now
