"""Two outsourcers on one campaign, with users of each kind."""

from odoo import Command
from odoo.tests import new_test_user

from .test_campaign import CampaignCase


class OutsourcerCase(CampaignCase):
    """``sale`` is worked on by own staff (agent, colleague) and by two outsourcers: x1
    and x2 with the supervisor xlead, y1 with the supervisor ylead. One twist belongs to
    each of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.x1, cls.x2, cls.xlead, cls.y1, cls.ylead = (
            cls.new_agent(login) for login in ("x1", "x2", "xlead", "y1", "ylead")
        )
        cls.portal = new_test_user(cls.env, "portal_", groups="base.group_portal")
        cls.employee = new_test_user(cls.env, "employee_", groups="base.group_user")
        cls.x = cls.new_outsourcer("X-Force", cls.x1 | cls.x2 | cls.xlead, cls.xlead)
        cls.y = cls.new_outsourcer("Yes Men", cls.y1 | cls.ylead, cls.ylead)
        cls.sale.user_ids |= cls.x1 | cls.x2 | cls.y1
        cls.of = {
            name: cls.twist_in("listen", channel=cls.sale_channel)
            for name in ("agent", "x1", "x2", "y1")
        }
        for name, twist in cls.of.items():
            twist.user_id = getattr(cls, name)
        cls.twists = cls.twists.union(*cls.of.values())
        cls.env.flush_all()

    @classmethod
    def new_outsourcer(cls, name, agents, supervisors):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "social_is_outsourcer": True,
                "social_agent_ids": [Command.set(agents.ids)],
                "social_supervisor_ids": [Command.set(supervisors.ids)],
            }
        )

    def twists_of(self, *names):
        """Those of the campaign that belong to some users, and the unassigned one."""
        return self.sold.union(*(self.of[name] for name in names)).sorted("id")
