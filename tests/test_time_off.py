"""Who is on leave, as the Time Off app knows it, is given nothing (spec B15)."""

from datetime import datetime, time, timedelta

from odoo import fields
from odoo.tests import tagged

from .test_distribution import DistributionCase


@tagged("post_install", "-at_install")
class TestTimeOff(DistributionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "hr.leave" not in cls.env:
            cls.skipTest(cls, "Time Off is not installed")
        # at whatever hour and on whatever day this runs
        every_day = cls.env["resource.calendar"].create(
            {
                "name": "Every day",
                "tz": "UTC",
                "attendance_ids": [(5, 0, 0)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 0,
                            "hour_to": 24,
                        },
                    )
                    for day in range(7)
                ],
            }
        )
        cls.sale.write({"user_ids": [(6, 0, (cls.agent | cls.colleague).ids)]})
        cls.sale.write({"distribution": "round_robin", "agent_limit": 0})
        cls.employee = cls.env["hr.employee"].create(
            {
                "name": "Agent",
                "user_id": cls.agent.id,
                "tz": "UTC",
                "resource_calendar_id": every_day.id,
            }
        )
        cls.kind = cls.env["hr.leave.type"].create(
            {
                "name": "Holidays",
                "requires_allocation": False,
                "leave_validation_type": "no_validation",
                "request_unit": "day",
            }
        )

    def leave(self, first, last):
        """Holidays from one day to another one, counted from today."""
        today = fields.Date.today()
        leave = self.env["hr.leave"].create(
            {
                "employee_id": self.employee.id,
                "holiday_status_id": self.kind.id,
                "request_date_from": today + timedelta(days=first),
                "request_date_to": today + timedelta(days=last),
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(leave.state, "validate")
        return leave

    def test_on_leave_one_is_given_nothing(self):
        self.leave(-1, 1)
        twists = self.wait(4)
        self.distribute()
        self.assertEqual(twists.user_id, self.colleague)

    def test_before_and_after_a_leave_one_is_given_twists(self):
        self.leave(-9, -2)
        self.leave(2, 9)
        twists = self.wait(4)
        self.distribute()
        self.assertEqual(twists.user_id, self.agent | self.colleague)

    def test_since_when_somebody_is_on_leave(self):
        users = self.agent | self.colleague
        self.leave(-2, 1)
        midnight = datetime.combine(fields.Date.today(), time())
        self.assertEqual(users._social_absent(), self.agent)
        yesterday = midnight - timedelta(days=1)
        self.assertEqual(users._social_absent_since(yesterday), self.agent)
        before = midnight - timedelta(days=3)
        self.assertFalse(users._social_absent_since(before))
