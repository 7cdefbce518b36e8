"""What campaigns do with twists that arrive or move, in one place and order."""

from odoo import api, fields, models


class SocialTwist(models.Model):
    """Each hook does nothing by itself; the file of its subject fills it.

    On the inbound path a hook gets a whole batch and works on it in a number of
    queries that does not depend on its size.
    """

    _inherit = "social.twist"

    due_date = fields.Datetime(
        string="Due",
        readonly=True,
        copy=False,
        help="When the next target is missed; empty while no target's time runs.",
    )
    snoozed_until = fields.Datetime(
        readonly=True,
        copy=False,
        help="Nobody needs to look at it until then, or until its author writes.",
    )

    @api.model
    def _work_on_arrivals(self, channel, threads):
        """What follows the arrival of messages, before anybody is told of them.

        :param threads: ``ingest_batch.Thread`` of this batch, whose twists and
            messages are stored: ``was_known`` tells new twists from others
        """
        self._extract_on_arrival(channel, threads)
        self._rules_on_arrival(channel, threads)
        self._distribute_on_arrival(channel, threads)
        self._targets_on_arrival(channel, threads)

    @api.model
    def _extract_on_arrival(self, channel, threads):
        """Fill the campaign's extra fields from the text (spec B12)."""

    @api.model
    def _rules_on_arrival(self, channel, threads):
        """Apply the rules for arrivals (spec C15)."""

    @api.model
    def _distribute_on_arrival(self, channel, threads):
        """Assign new twists where the campaign says so (spec B15)."""

    @api.model
    def _targets_on_arrival(self, channel, threads):
        """Set or end what is due, and wake what is snoozed (spec C19)."""

    def _work_on_moves(self, target):
        """What follows a move of these twists to a phase, by hand or by the system."""
        self._rules_on_move(target)
        self._targets_on_move(target)

    def _rules_on_move(self, target):
        """Apply the rules for moves (spec C15)."""

    def _targets_on_move(self, target):
        """Set or end what is due (spec C19)."""
