"""Answers of an outsourcer's agents wait for its supervisors (spec B20, C18)."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .outsourcer_case import OutsourcerCase

ACTIVITY = "social_inbox.mail_activity_type_approval"


@tagged("post_install", "-at_install")
class TestOutsourcerApproval(OutsourcerCase):
    def setUp(self):
        super().setUp()
        self.sale.needs_approval = True
        person = self.env["res.partner"].create({"name": "Ana"})
        self.approvals = {}
        for name in ("y1", "x1", "x2"):  # who waits longest comes first
            twist = self.of[name]
            twist.profile_id._assign_person(person, "contract")
            self.put(twist, "engage")
            answer = twist.with_user(getattr(self, name)).respond("<p>Soon.</p>")
            self.approvals[name] = answer.sudo().approval_id

    def decided(self, user):
        """Whose answers a user decides about, by search and by each."""
        model = self.env["social.approval"].with_user(user)
        found = model.search([("can_decide", "=", True)]).sudo()
        names = {name for name, one in self.approvals.items() if one in found}
        each = {
            name
            for name, one in self.approvals.items()
            if one.with_user(user).sudo(False).has_access("read")
            and one.with_user(user).can_decide
        }
        self.assertEqual(names, each)
        return names

    def asked(self, user):
        """The twists that a user's activities lead to."""
        kind = self.env.ref(ACTIVITY)
        found = self.env["mail.activity"].search(
            [("user_id", "=", user.id), ("activity_type_id", "=", kind.id)]
        )
        return self.env["social.twist"].browse(found.mapped("res_id"))

    def test_who_decides(self):
        everybody = {"x1", "x2", "y1"}
        for user, names in (
            (self.xlead, {"x1", "x2"}),
            (self.ylead, {"y1"}),
            (self.lead, everybody),
            (self.supervisor, everybody),
            (self.x1, set()),
            (self.agent, set()),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.decided(user), names)
        theirs = self.approvals["y1"].with_user(self.xlead).sudo(False)
        with self.assertRaises(AccessError):
            theirs.action_approve()
        answer = self.approvals["y1"].message_id.with_user(self.xlead).sudo(False)
        with self.assertRaises(AccessError):
            answer.action_withdraw()

    def test_trainees_decide_nothing(self):
        self.xlead.social_is_trainee = True
        self.assertEqual(self.decided(self.xlead), set())

    def test_each_is_asked_for_what_waits_longest_for_him(self):
        self.assertEqual(self.asked(self.xlead), self.of["x1"])
        self.assertEqual(self.asked(self.ylead), self.of["y1"])
        self.assertEqual(self.asked(self.lead), self.of["y1"])
        for name, mine, theirs in (("x1", "x2", "y1"), ("y1", "x2", None)):
            approver = self.xlead if name == "x1" else self.ylead
            approval = self.approvals[name].with_user(approver).sudo(False)
            approval.action_approve()
            self.assertEqual(self.approvals[name].approver_id, approver)
            self.assertEqual(self.approvals[name].message_id.state, "queued")
            self.assertEqual(self.asked(self.xlead), self.of[mine])
            left = self.of[theirs] if theirs else self.env["social.twist"]
            self.assertEqual(self.asked(self.ylead), left)
        self.assertEqual(self.asked(self.lead), self.of["x2"])
