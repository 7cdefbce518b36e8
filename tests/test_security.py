"""Who may do what, as real users of each group through the ORM."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ArrivalCase

OPERATIONS = ("read", "write", "create", "unlink")
NOBODY = dict.fromkeys(
    (
        "social.cached.mixin",
        "social.campaign",
        "social.campaign.address",
        "social.campaign.check",
        "social.campaign.requirement",
        "social.outcome",
        "social.outcome.use",
        "social.script",
        "social.script.step",
        "social.script.choice",
        "social.apply.outcome",
        "social.approval",
        "social.decide.approval",
        "social.guard.dialog",
        "social.guard.word",
        "social.extraction",
        "social.campaign.fields",
        "social.contact.by.hand",
        "social.channel",
        "social.rule",
        "social.storm",
        "social.storm.answer",
        "social.storm.limits",
        "social.storm.trace",
        "social.rule.log",
        "social.rule.call",
        "social.rule.trial",
        "social.choose.account",
        "social.choose.account.line",
        "social.connect",
        "social.template",
        "social.credential",
        "social.inbound",
        "social.profile",
        "social.tag",
        "social.twist",
        "social.message",
        "social.draft",
        "social.respond",
        "social.assign.person",
        "social.assign.person.line",
        "social.phase.move",
        "social.invitation",
        "social.community.trace",
        "social.invite",
        "social.idea",
        "social.feedback.mixin",
        "social.idea.tag",
        "social.idea.vote",
        "social.idea.merge",
        "social.create.idea",
        "social.create.ticket",
        "social.create.ticket.suggestion",
        "social.answer.all",
        "social.answer.all.text",
        "social.write.feedback",
        "social.write.feedback.line",
        "social.conversations",
        "social.snooze",
        "social.target.report",
        "social.target",
        "social.twist.target",
        "social.leader",
        "social.leader.assign",
        "social.leader.search",
        "social.leader.tag",
        "social.flow.report",
        "social.phase.overview",
        "social.group.answer",
        "social.group.answer.line",
        "social.group.answer.report",
        "social.group.follow.up",
        "social.skill",
        "social.agent",
        "social.give.away",
        "social.score",
        "social.score.line",
        "social.scorecard",
        "social.scorecard.question",
        "social.training",
        "social.training.read",
    ),
    "",
)
# published ideas and their tags are for everybody who is logged in
MEMBER = {**NOBODY, "social.idea": "read", "social.idea.tag": "read"}
EMPLOYEE = {  # on the tickets and ideas that they may write or read
    **MEMBER,
    "social.write.feedback": "read write create unlink",
    "social.write.feedback.line": "read write",
    "social.conversations": "read create",
}
AGENT = {
    **EMPLOYEE,
    "social.create.ticket": "read write create unlink",
    "social.create.ticket.suggestion": "read write create unlink",
    "social.answer.all": "read write create unlink",
    "social.answer.all.text": "read write create unlink",
    "social.approval": "read",
    "social.decide.approval": "read write create unlink",
    "social.campaign": "read",
    "social.campaign.address": "read",
    "social.campaign.requirement": "read",
    "social.outcome": "read",
    "social.outcome.use": "read",
    "social.script": "read",
    "social.script.step": "read",
    "social.script.choice": "read",
    "social.apply.outcome": "read write create unlink",
    "social.extraction": "read",
    "social.contact.by.hand": "read write create unlink",
    "social.channel": "read",
    "social.rule.log": "read",
    "social.storm": "read",
    "social.storm.answer": "read write create",
    "social.template": "read",
    "social.profile": "read write",
    "social.tag": "read write create",
    "social.twist": "read write",
    "social.message": "read",
    "social.draft": "read write unlink",
    "social.respond": "read write create unlink",
    "social.assign.person": "read write create unlink",
    "social.assign.person.line": "read write create unlink",
    "social.phase.move": "read write",
    "social.invitation": "read",
    "social.community.trace": "read",
    "social.invite": "read write create unlink",
    "social.idea": "read write create",
    "social.idea.tag": "read write create",
    "social.idea.vote": "read",
    "social.idea.merge": "read write create unlink",
    "social.create.idea": "read write create unlink",
    "social.snooze": "read write create unlink",
    "social.target": "read",
    "social.twist.target": "read",
    "social.leader": "read",
    "social.group.answer": "read write",
    "social.group.answer.line": "read",
    "social.group.answer.report": "read",
    "social.group.follow.up": "read write create unlink",
    "social.leader.assign": "read write create unlink",
    "social.leader.search": "read write create unlink",
    "social.leader.tag": "read write create unlink",
    "social.skill": "read",
    "social.give.away": "read write create unlink",
    "social.score": "read",
    "social.score.line": "read",
    "social.scorecard": "read",
    "social.scorecard.question": "read",
    "social.training": "read",
    "social.training.read": "read",
}
SUPERVISOR = {
    **AGENT,
    "social.campaign.check": "read write create unlink",
    "social.guard.word": "read",
    "social.inbound": "read",
    "social.rule": "read",
    "social.rule.trial": "read create",
    "social.flow.report": "read",
    "social.target.report": "read",
    "social.phase.overview": "read",
    "social.skill": "read write create unlink",
    "social.agent": "read write",
    "social.score": "read write create",
    "social.score.line": "read write create unlink",
    "social.scorecard": "read write create unlink",
    "social.scorecard.question": "read write create unlink",
}
ADMINISTRATOR = {
    **SUPERVISOR,
    "social.guard.word": "read write create unlink",
    "social.campaign": "read write create unlink",
    "social.campaign.address": "read write create unlink",
    "social.campaign.requirement": "read write create unlink",
    "social.outcome": "read write create unlink",
    "social.extraction": "read write create unlink",
    "social.campaign.fields": "read write create unlink",
    "social.target": "read write create unlink",
    "social.script": "read write create unlink",
    "social.script.step": "read write create unlink",
    "social.script.choice": "read write create unlink",
    "social.channel": "read write create unlink",
    "social.inbound": "read unlink",
    "social.rule": "read write create unlink",
    "social.rule.call": "read unlink",
    "social.profile": "read write unlink",
    "social.tag": "read write create unlink",
    "social.twist": "read write unlink",
    "social.idea": "read write create unlink",
    "social.idea.tag": "read write create unlink",
    "social.invitation": "read unlink",
    "social.community.trace": "read unlink",
    "social.connect": "read write create unlink",
    "social.choose.account": "read write create unlink",
    "social.choose.account.line": "read write create unlink",
    "social.training": "read write create unlink",
    "social.training.read": "read unlink",
}


class SecurityCase(ArrivalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "social_portal", groups="base.group_portal")
        cls.employee = new_test_user(cls.env, "social_none", groups="base.group_user")
        cls.twist = cls.twist_in("understand")
        cls.message = cls.env["social.message"].search(
            [("twist_id", "=", cls.twist.id)]
        )
        cls.person = cls.env["res.partner"].create({"name": "Ana"})
        cls.ticket = cls.env["helpdesk.ticket"].create(
            {"name": "Tent", "description": "<p>It leaks.</p>"}
        )


@tagged("post_install", "-at_install")
class TestGroups(SecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["social.tag"].create({"name": "Leaking tent"})

    def records(self):
        return {
            "social.channel": self.channel,
            "social.credential": self.channel.sudo().credential_ids,
            "social.inbound": self.message.inbound_id,
            "social.profile": self.twist.profile_id,
            "social.tag": self.tag,
            "social.twist": self.twist,
            "social.message": self.message,
        }

    def assertRights(self, user, rights):
        records = self.records()
        for model, allowed in rights.items():
            for operation in OPERATIONS:
                with self.subTest(user=user.login, model=model, operation=operation):
                    target = records.get(model, self.env[model])
                    if operation == "create":
                        target = self.env[model]
                    may = target.with_user(user).has_access(operation)
                    self.assertEqual(may, operation in allowed.split())

    def test_every_model_is_in_the_table(self):
        ours = {name for name in self.registry if name.startswith("social.")}
        self.assertEqual(ours, set(NOBODY))

    def test_outsiders(self):
        self.assertRights(self.portal, MEMBER)
        self.assertRights(self.employee, EMPLOYEE)

    def test_agent(self):
        self.assertRights(self.agent, AGENT)

    def test_supervisor(self):
        self.assertRights(self.supervisor, SUPERVISOR)

    def test_administrator(self):
        self.assertRights(self.administrator, ADMINISTRATOR)

    def test_outsiders_use_no_public_method(self):
        for user in (self.portal, self.employee):
            twist, message = self.twist.with_user(user), self.message.with_user(user)
            for call in (
                twist.conversation,
                twist.action_mark_read,
                twist.action_close,
                twist.action_spam,
                lambda twist=twist: twist.assign_person(self.person, "consent"),
                lambda twist=twist: twist.respond("<p>x</p>"),
                lambda twist=twist: twist.respond_text("x"),
                lambda twist=twist: twist.post_note("x"),
                lambda twist=twist: twist.save_draft("note", {"body": "x"}),
                lambda twist=twist: twist.read_drafts(),
                lambda twist=twist: twist.ready_answers(""),
                lambda twist=twist: twist.colleagues(""),
                message.action_send_now,
                message.take_back,
                twist.action_snooze,
                twist.action_unsnooze,
                lambda twist=twist: twist.screen_snooze("2030-01-01 00:00:00"),
                lambda twist=twist: twist.screen_snooze_again([]),
                twist.action_create_ticket,
                twist.action_link_ticket,
                twist.create_ticket,
                lambda twist=twist: twist.link_ticket(self.ticket.id),
                twist.action_answer_all,
                twist.action_group_answer,
                message.action_undo_all,
                message.action_withdraw,
                message.action_send_due,
                self.channel.with_user(user).action_disconnect,
                self.channel.with_user(user).action_fetch_now,
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()

    def test_agents_do_not_work_on_channels(self):
        for user in (self.agent, self.supervisor):
            channel = self.channel.with_user(user)
            for call in (
                channel.action_connect,
                channel.action_disconnect,
                channel.action_fetch_now,
                channel.action_test_connection,
                channel.unlink,
                lambda channel=channel: channel.write({"name": "x"}),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_message_state_is_not_written_by_hand(self):
        self.twist.profile_id._assign_person(self.person, "contract")
        answer = self.twist.with_user(self.agent).respond("<p>Yes</p>")
        for user in (self.agent, self.supervisor, self.administrator):
            for values in ({"state": "sent"}, {"text": "x"}, {"key": "x"}):
                with self.assertRaises(AccessError):
                    answer.with_user(user).write(values)
        with self.assertRaises(AccessError):
            self.env["social.message"].with_user(self.administrator).create({})

    def test_profile_is_linked_with_a_reason_only(self):
        profile = self.twist.profile_id.with_user(self.agent)
        for values in (
            {"partner_id": self.person.id},
            {"lawful_basis": "consent"},
            {"handle": "other@customer.example"},
        ):
            with self.assertRaises(AccessError):
                profile.write(values)
        profile.write({"purpose": "Answering"})
        with self.assertRaisesRegex(UserError, "why"):
            self.twist.with_user(self.agent).assign_person(self.person, False)
        self.assertFalse(profile.partner_id)

    def test_answer_to_a_message_of_another_twist(self):
        self.twist.profile_id._assign_person(self.person, "contract")
        stranger = self.twist_in("listen")
        [message] = stranger.message_ids_social
        wizard = (
            self.env["social.respond"]
            .with_user(self.agent)
            .create({"twist_id": self.twist.id, "body": "<p>Yes</p>"})
        )
        with self.assertRaisesRegex(UserError, "not of this twist"):
            wizard.message_id = message
        with self.assertRaisesRegex(UserError, "not of this twist"):
            self.twist.with_user(self.agent).respond("<p>x</p>", message=message)

    def test_files_of_others_cannot_be_sent(self):
        self.twist.profile_id._assign_person(self.person, "contract")
        twist = self.twist.with_user(self.agent)
        attachments = self.env["ir.attachment"]
        secret = attachments.with_user(self.supervisor).create(
            {"name": "secret.txt", "raw": b"secret"}
        )
        elsewhere = attachments.create(
            {
                "name": "company.txt",
                "raw": b"secret",
                "res_model": "res.company",
                "res_id": self.env.company.id,
            }
        )
        for one in (secret, elsewhere):
            with self.assertRaises(AccessError):
                twist.respond("<p>Here</p>", attachment_ids=one.ids)
        with self.assertRaises(AccessError):
            twist.respond(f"<p>Here <img src='/web/image/{secret.id}'></p>")
        own = attachments.with_user(self.agent).create({"name": "a.txt", "raw": b"a"})
        answer = twist.respond("<p>Here</p>", attachment_ids=own.ids)
        self.assertEqual(answer.attachment_ids, own)
        self.assertFalse(secret.res_id)
