"""Forms of campaigns and quality open for whoever may read them (spec B20, C24)."""

from odoo.tests import Form, tagged

from .test_scores import ScoreCase

FORMS = (
    "social.campaign",
    "social.scorecard",
    "social.score",
    "social.training",
    "social.storm",
    "social.outcome",
    "social.script",
    "social.target",
    "social.group.answer",
    "social.approval",
    "social.rule",
    "social.agent",
)


@tagged("post_install", "-at_install")
class TestForms(ScoreCase):
    def setUp(self):
        super().setUp()
        self.scored("x1")
        self.env["social.training"].create({"name": "How we answer"})
        self.env["social.outcome"].create({"name": "Thanks", "text": "Thanks."})
        self.env["social.rule"].create({"name": "Late", "priority": "1"})

    def test_they_open(self):
        """Also where a campaign has outsourcers, which only administrators see."""
        opened = set()
        for user in (self.supervisor, self.xlead, self.x1, self.agent):
            for name in FORMS:
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                with self.subTest(user=user.login, model=name):
                    record = model.search([], limit=1)
                    if record:
                        Form(record)
                        opened.add((user, name))
        self.assertIn((self.supervisor, "social.campaign"), opened)
        self.assertIn((self.x1, "social.score"), opened)
        self.assertIn((self.supervisor, "social.agent"), opened)

    def test_outsourcers_of_a_campaign(self):
        ids = self.sale.outsourcer_ids.ids
        self.env.invalidate_all()
        sale = self.sale.with_user(self.supervisor)
        self.assertTrue(ids)
        self.assertEqual(sale.outsourcer_ids.ids, ids)
