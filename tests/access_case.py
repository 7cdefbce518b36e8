"""A twist full of one word, which must not reach whoever may not see the twist."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import SQL

from .common import compose
from .outsourcer_case import OutsourcerCase
from .test_campaign import QUERY, TO

WORD = "Zebrafish"
TABLES = (
    "social_twist",
    "social_message",
    "social_profile",
    "social_phase_move",
    "social_draft",
    "social_invitation",
    "social_campaign",
    "social_campaign_check",
    "social_channel",
    "social_score",
    "social_score_line",
    "social_training",
    "social_training_read",
    "mail_followers",
    "social_approval",
    "social_group_answer",
    "social_group_answer_line",
    "social_outcome_use",
    "social_rule",
    "social_rule_log",
    "social_storm",
    "social_twist_target",
    "res_users",
)
HIDDEN = "the hidden twist"
SOURCES = {
    # whoever reads an idea may follow it
    "mail_followers": "(SELECT * FROM mail_followers WHERE res_model LIKE 'social.%%'"
    " AND res_model != 'social.idea')",
    # what somebody's supervisors say of them
    "res_users": "(SELECT id, social_twist_limit, social_is_trainee,"
    " social_outsourcer_id FROM res_users)",
}


class AccessCase(OutsourcerCase):
    """``hidden`` belongs to y1: others' agents and those of no campaign do not see it,
    nor its messages, author, moves, drafts, invitations, notes and files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = cls.new_agent("nobody_")
        cls.helpdesk = new_test_user(
            cls.env, "helpdesk_", groups="helpdesk_mgmt.group_helpdesk_user"
        )
        raw = compose(
            TO,
            f"{WORD} is ill",
            Subject=f"My {WORD}",
            From=f"{WORD} <zebrafish@customer.example>",
        )
        cls.hidden = cls.arrive(raw, channel=cls.sale_channel)
        cls.person = cls.env["res.partner"].create({"name": "Ana"})
        cls.hidden.profile_id._assign_person(cls.person, "contract")
        cls.put(cls.hidden, "engage")
        cls.hidden.user_id = cls.y1
        cls.hidden.with_user(cls.y1).post_note(f"A {WORD}")
        cls.note = cls.hidden.message_ids.filtered("author_id")[:1]
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": f"{WORD}.txt",
                "raw": WORD.encode(),
                "res_model": "social.twist",
                "res_id": cls.hidden.id,
            }
        )
        cls.hidden.with_user(cls.y1).save_draft("note", {"body": WORD})
        cls.answer = cls.hidden.with_user(cls.y1).respond(f"<p>{WORD}</p>")
        cls.ticket = cls.env["helpdesk.ticket"].create(
            {"name": "Ill fish", "description": "<p>Help</p>"}
        )
        cls.idea = cls.env["social.idea"].create({"name": "Other food"})
        cls.tag = cls.env["social.tag"].create({"name": "Pets"})
        cls.hidden.tag_ids = cls.tag
        cls.put(cls.hidden, "process")
        cls.hidden.write({"ticket_id": cls.ticket.id, "idea_id": cls.idea.id})
        cls.put(cls.hidden, "engage")
        cls.invitation = cls.env["social.invitation"].create(
            {
                "profile_id": cls.hidden.profile_id.id,
                "twist_id": cls.hidden.id,
                "company_id": cls.hidden.company_id.id,
                **dict.fromkeys(("date", "expiry_date"), "2026-11-20 10:00:00"),
            }
        )
        card = cls.env["social.scorecard"].create(
            {"name": "Mails", "question_ids": [Command.create({"name": "Right?"})]}
        )
        cls.score = cls.env["social.score"].create(
            {
                "scorecard_id": card.id,
                "message_id": cls.answer.id,
                "comment": WORD,
            }
        )
        cls.score.line_ids.answer = "yes"
        cls.score.with_user(cls.supervisor).action_done()
        own = cls.new_campaign("Own training", user_ids=cls.y1)
        cls.training = cls.env["social.training"].create(
            {
                "name": WORD,
                "url": "https://training.example",
                "campaign_ids": [Command.set(own.ids)],
            }
        )
        cls.training.with_user(cls.y1).action_read()
        cls.work = {one._name: one for one in cls.new_work()}
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def new_work(cls):
        """What is done with the hidden twist, by agents and by the system."""
        company, twist = cls.hidden.company_id, cls.hidden
        of_twist = {"twist_id": twist.id, "company_id": company.id}
        now = "2026-11-20 10:00:00"

        def new(model, **values):
            return cls.env[model].create(values)

        yield new(
            "social.approval",
            message_id=cls.answer.id,
            user_id=cls.y1.id,
            original_text=WORD,
            note=WORD,
        )
        cls.outcome = new("social.outcome", name="Reply", text="Hello")
        yield new(
            "social.outcome.use",
            **of_twist,
            outcome_id=cls.outcome.id,
            user_id=cls.y1.id,
            message_id=cls.answer.id,
        )
        values = {"company_id": company.id, "campaign_ids": [Command.set(cls.sale.ids)]}
        group = new(
            "social.group.answer", name=WORD, text=WORD, user_id=cls.y1.id, **values
        )
        yield group
        yield new(
            "social.group.answer.line",
            group_id=group.id,
            twist_id=twist.id,
            message_id=cls.answer.id,
        )
        rule = new("social.rule", name=WORD, words_any=WORD, marks_spam=True, **values)
        yield rule
        yield new(
            "social.rule.log",
            **of_twist,
            rule_id=rule.id,
            name=WORD,
            event="arrival",
            date=now,
        )
        target = new("social.target", name="Soon", hours=1)
        yield new(
            "social.twist.target",
            **of_twist,
            target_id=target.id,
            kind="first",
            state="running",
            started=now,
        )
        storm = new(
            "social.storm",
            **of_twist,
            campaign_id=cls.sale.id,
            name=WORD,
            sample=WORD,
            started=now,
        )
        twist.storm_id = storm
        yield storm

    @classmethod
    def records(cls):
        """What must stay hidden, by model."""
        message = cls.hidden.message_ids_social.filtered(
            lambda one: one.direction == "inbound"
        )
        return {
            "social.twist": cls.hidden,
            "social.message": message | cls.answer.sudo(),
            "social.profile": cls.hidden.profile_id,
            "social.phase.move": cls.hidden.move_ids,
            "social.draft": cls.env["social.draft"].search(
                [("twist_id", "=", cls.hidden.id)]
            ),
            "social.invitation": cls.invitation,
            "social.score": cls.score,
            "social.score.line": cls.score.line_ids,
            "social.training": cls.training,
            "social.training.read": cls.training.read_ids,
            "social.inbound": message.inbound_id,
            "mail.message": cls.hidden.message_ids,
            "ir.attachment": cls.file,
            "social.agent": cls.env["social.agent"].browse(cls.y1.id),
            **cls.work,
            "social.campaign": cls.sale,
            "social.campaign.check": cls.sale.check_ids,
            "social.channel": cls.sale_channel,
            "social.idea": cls.idea,
            "helpdesk.ticket": cls.ticket,
            "res.partner": cls.person,
        }

    def outsiders(self):
        """Who never sees it."""
        return (
            self.portal,
            self.employee,
            self.helpdesk,
            self.nobody,
            self.stranger,
            self.x1,
            self.xlead,
        )

    def insiders(self):
        return (
            self.y1,
            self.ylead,
            self.agent,
            self.lead,
            self.supervisor,
            self.administrator,
        )

    def arguments(self):
        """Something for each argument that a public method needs, by its name."""
        message = self.records()["social.message"]
        return {
            "action": "hide",
            "before": [[self.hidden.id, False]],
            "body": "<p>x</p>",
            "choice_id": 1,
            "code": "agents",
            "comment": "x",
            "high": True,
            "idea": self.idea.id,
            "kind": "note",
            "lawful_basis": "consent",
            "message_ids": message.ids,
            "name": "x",
            "note": "x",
            "outcome": self.outcome.id,
            "partner": self.person.id,
            "query": {**QUERY, "phase": "engage"},
            "state": "viewing",
            "tab": "tab1",
            "tag_id": self.tag.id,
            "target": self.idea.id,
            "text": "x",
            "ticket": self.ticket.id,
            "unread": True,
            "until": "2027-01-01 10:00:00",
            "user_id": self.nobody.id,
            "value": "x",
            "values": {"body": "x", "name": "x"},
        }

    def state(self):
        """A number for each table that changes with any change of its rows."""
        self.env.flush_all()
        found = {}
        for table in TABLES:
            source = SOURCES.get(table, table)
            digest = (
                "SELECT md5(string_agg(md5(row::text), '' ORDER BY id)) FROM %s AS row"
            )
            [found[table]] = self.env.execute_query(SQL(digest, SQL(source)))
        of_hidden = "SELECT md5(row::text) FROM social_twist AS row WHERE id = %s"
        [found[HIDDEN]] = self.env.execute_query(SQL(of_hidden, self.hidden.id))
        return found

    def attempt(self, call):
        """What a call gave, or said; whatever it changed is undone afterwards.

        :returns: (its result or error as text, names of the tables that it changed)
        """
        before = self.state()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            text = repr(call())
        except IntegrityError as error:
            savepoint.rollback()
            text = f"IntegrityError: {error}"
        except (UserError, TypeError, ValueError, LookupError) as error:
            text = f"{type(error).__name__}: {error}"
        after = self.state()
        self.env.invalidate_all(flush=False)
        savepoint.rollback()
        savepoint.close()
        return text, {name for name in before if before[name] != after[name]}
