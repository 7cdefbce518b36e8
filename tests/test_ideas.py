"""Ideas from conversations: created, linked, merged, decided (A16, A17, B19)."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import ArrivalCase, compose

SOCIAL = "social_inbox.mail_activity_type_social"
NEWS = "social_inbox.mt_idea_decided"


class IdeaCase(ArrivalCase):
    """An agent, two members, and a twist of a person in Engage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ideas = cls.env["social.idea"]
        cls.ideas.search([]).active = False  # demo data
        cls.person = cls.env["res.partner"].create({"name": "Ana Berg"})
        cls.twist = cls.twist_of(cls.person).with_user(cls.agent)
        cls.member = cls.new_member("mia", "Mia Sommer")
        cls.other = cls.new_member("otto", "Otto Winter")

    @classmethod
    def new_member(cls, login, name):
        return new_test_user(
            cls.env,
            f"social_{login}",
            groups="base.group_portal",
            name=name,
            email=f"{login}@customer.example",
        )

    @classmethod
    def twist_of(cls, person, phase="engage", **headers):
        """A twist whose author is linked to a person, in a phase."""
        headers = {"From": f"{person.name} <{person.id}@customer.example>", **headers}
        twist = cls.arrive(compose("support@shop.example", **headers))
        twist.profile_id._assign_person(person, "contract")
        cls.put(twist, phase)
        return twist

    @classmethod
    def new_idea(cls, name="Longer poles", **values):
        values = {"is_published": True, "partner_id": False, **values}
        return cls.ideas.create({"name": name, **values})


@tagged("post_install", "-at_install")
class TestCreateIdea(IdeaCase):
    def create_idea(self, **values):
        return self.twist.create_idea({"name": "Longer poles", **values})

    def test_it_is_linked_to_person_and_message_and_moves_on(self):
        message = self.twist._last_inbound()
        idea = self.twist.create_idea({"name": "Longer poles"}, message=message)
        self.assertEqual(self.twist.idea_id, idea)
        self.assertEqual(idea.partner_id, self.person)
        self.assertEqual(idea.message_id, message)
        self.assertEqual(self.twist.phase, "process")
        move = self.twist.move_ids[0]
        self.assertEqual((move.cause, move.reason), ("idea", "Longer poles"))
        self.assertEqual(idea.social_twist_count, 1)

    def test_it_is_not_published_by_itself(self):
        self.assertFalse(self.create_idea(is_published=True).is_published)

    def test_only_title_text_and_tags_are_taken_from_outside(self):
        idea = self.create_idea(stage="done", vote_count=99, partner_id=1)
        self.assertEqual((idea.stage, idea.vote_count), ("new", 1))
        self.assertEqual(idea.partner_id, self.person)

    def test_it_counts_as_the_persons_vote(self):
        idea = self.create_idea()
        self.assertEqual(idea.vote_ids.partner_id, self.person)
        self.assertEqual((idea.customer_vote_count, idea.staff_vote_count), (1, 0))

    def test_unless_the_agent_says_otherwise(self):
        idea = self.twist.create_idea({"name": "Poles"}, count_votes=False)
        self.assertEqual(idea.vote_count, 0)

    def test_without_a_person_no_vote_is_counted(self):
        twist = self.twist_in("engage").with_user(self.agent)
        idea = twist.create_idea({"name": "Poles"})
        self.assertEqual((idea.vote_count, idea.partner_id.id), (0, False))
        self.assertEqual(twist.phase, "process")

    def test_a_created_idea_has_no_activity(self):
        self.assertFalse(self.create_idea().activity_ids)

    def test_it_needs_a_title(self):
        with self.assertRaisesRegex(UserError, "Give the idea a title"):
            self.twist.create_idea({"name": "  "})
        self.assertEqual(self.twist.phase, "engage")

    def test_a_message_of_another_twist_is_not_its_source(self):
        stranger = self.twist_in("engage")._last_inbound()
        idea = self.twist.create_idea({"name": "Poles"}, message=stranger)
        self.assertFalse(idea.message_id)

    def test_phases_that_forbid_it_say_what_to_do_first(self):
        for phase, first in (
            ("listen", "Move the twist to Engage first"),
            ("understand", "Move the twist to Engage first"),
            ("process", "Link it to another ticket or idea"),
            ("feedback", "Link it to another ticket or idea"),
            ("closed", "Move it back to its phase first"),
        ):
            with self.subTest(phase=phase):
                self.put(self.twist, phase)
                with self.assertRaisesRegex(UserError, first):
                    self.create_idea()
                self.assertEqual(self.twist.phase, phase)

    def test_who_may_not_work_on_twists_makes_no_idea_of_them(self):
        employee = new_test_user(self.env, "social_plain", groups="base.group_user")
        for user in (employee, self.member):
            twist = self.twist.with_user(user)
            for call in (
                twist.action_create_idea,
                lambda twist=twist: twist.create_idea({"name": "x"}),
                lambda twist=twist: twist.link_idea(self.new_idea()),
            ):
                with self.assertRaises(AccessError):
                    call()


@tagged("post_install", "-at_install")
class TestLinkIdea(IdeaCase):
    def test_link_moves_on_adds_an_activity_and_a_vote(self):
        idea = self.new_idea()
        self.twist.link_idea(idea)
        self.assertEqual((self.twist.idea_id, self.twist.phase), (idea, "process"))
        self.assertEqual(idea.activity_ids.activity_type_id, self.env.ref(SOCIAL))
        self.assertIn("Ana Berg", idea.activity_ids.summary)
        self.assertEqual(idea.vote_ids.partner_id, self.person)

    def test_linking_again_counts_and_asks_once(self):
        idea = self.new_idea()
        self.twist.link_idea(idea)
        self.twist.link_idea(idea.id)
        self.assertEqual((idea.vote_count, len(idea.activity_ids)), (1, 1))

    def test_a_decided_idea_is_linked_without_a_vote(self):
        idea = self.new_idea(stage="done")
        self.twist.link_idea(idea)
        self.assertEqual((self.twist.idea_id, idea.vote_count), (idea, 0))

    def test_the_phase_stays_in_process_and_feedback(self):
        for phase in ("process", "feedback"):
            self.put(self.twist, phase)
            self.twist.link_idea(self.new_idea())
            self.assertEqual(self.twist.phase, phase)

    def test_phases_that_forbid_it_say_what_to_do_first(self):
        idea = self.new_idea()
        for phase, first in (
            ("listen", "Move it to Engage first"),
            ("understand", "Move it to Engage first"),
            ("closed", "Move it back to its phase first"),
        ):
            self.put(self.twist, phase)
            for call in (
                lambda: self.twist.link_idea(idea),
                self.twist.action_create_idea,
            ):
                with (
                    self.subTest(phase=phase),
                    self.assertRaisesRegex(UserError, first),
                ):
                    call()
        self.assertFalse(self.twist.idea_id)

    def test_what_was_merged_is_linked_where_it_went(self):
        gone, kept = self.new_idea("Poles"), self.new_idea("Longer poles")
        gone.merge_into(kept)
        self.twist.link_idea(gone)
        self.assertEqual(self.twist.idea_id, kept)

    def test_an_idea_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.agent.company_ids |= company
        idea = self.new_idea(company_id=company.id)
        both = (self.env.company | company).ids
        twist = self.twist.with_context(allowed_company_ids=both)
        with self.assertRaisesRegex(UserError, "belongs to another company"):
            twist.link_idea(idea)
        with self.assertRaises(AccessError):
            self.twist.with_context(allowed_company_ids=self.env.company.ids).link_idea(
                idea
            )

    def test_no_idea_is_said(self):
        with self.assertRaisesRegex(UserError, "Choose an idea"):
            self.twist.link_idea(False)


@tagged("post_install", "-at_install")
class TestCreateIdeaWizard(IdeaCase):
    def open(self, twists):
        action = twists.action_create_idea()
        self.assertEqual((action["target"], action["view_mode"]), ("new", "form"))
        model = self.env[action["res_model"]].with_user(self.agent)
        return Form(model.with_context(**action["context"]))

    def test_what_it_begins_with(self):
        twist = self.twist_of(self.person, Subject="Poles are too short")
        form = self.open(twist.with_user(self.agent))
        self.assertEqual((form.mode, form.name), ("new", "Poles are too short"))
        self.assertIn("Hello", form.description)
        self.assertEqual(form.message_id, twist._last_inbound())
        self.assertEqual(form.partner_ids[:], self.person)

    def test_create(self):
        form = self.open(self.twist)
        form.name = "Longer poles"
        result = form.save().action_apply()
        self.assertEqual(result["params"]["message"], "Idea “Longer poles” created")
        self.assertEqual(self.twist.idea_id.name, "Longer poles")
        self.assertEqual(self.twist.idea_id.message_id, self.twist._last_inbound())

    def test_markup_of_a_stranger_is_text(self):
        mail = compose("support@shop.example", "<script>alert(1)</script><b>x</b>")
        twist = self.arrive(mail).with_user(self.agent)
        self.put(twist, "engage")
        form = self.open(twist)
        form.save().action_apply()
        self.assertNotIn("<script", twist.idea_id.description)
        self.assertIn("&lt;b&gt;", twist.idea_id.description)

    def test_similar_ideas_are_shown_while_writing(self):
        known = self.new_idea("A hood that fits over helmets")
        self.new_idea("Gift cards without a date")
        form = self.open(self.twist)
        self.assertFalse(form.similar_ids[:])
        form.name = "Helmet and hood"
        self.assertEqual(form.similar_ids[:], known)

    def test_choosing_one_links_instead(self):
        known = self.new_idea("A hood that fits over helmets")
        form = self.open(self.twist)
        form.mode = "link"
        form.idea_id = known
        result = form.save().action_apply()
        self.assertIn("Linked to the idea", result["params"]["message"])
        self.assertEqual(self.twist.idea_id, known)

    def test_a_click_on_a_similar_idea_changes_the_mode(self):
        wizards = self.env["social.create.idea"].with_user(self.agent)
        wizard = wizards.new({"mode": "new", "idea_id": self.new_idea().id})
        wizard._onchange_idea_id()
        self.assertEqual(wizard.mode, "link")

    def test_changing_ones_mind(self):
        form = self.open(self.twist)
        form.mode = "link"
        form.idea_id = self.new_idea()
        form.mode = "new"
        form.name = "Longer poles"
        self.assertFalse(form.save().idea_id)

    def test_only_linking_is_offered_after_engage(self):
        self.put(self.twist, "process")
        form = self.open(self.twist)
        self.assertEqual((form.mode, form.can_create), ("link", False))

    def test_the_vote_is_a_choice(self):
        form = self.open(self.twist)
        form.count_votes = False
        form.save().action_apply()
        self.assertEqual(self.twist.idea_id.vote_count, 0)

    def test_many_twists_become_one_idea_and_the_rest_is_said(self):
        second = self.twist_of(self.env["res.partner"].create({"name": "Ben"}))
        listening = self.twist_in("listen")
        twists = (self.twist | second | listening).with_user(self.agent)
        form = self.open(twists)
        form.name = "Longer poles"
        result = form.save().action_apply()
        idea = self.twist.idea_id
        self.assertEqual(idea.twist_ids, self.twist | second)
        self.assertEqual(idea.vote_count, 2)
        self.assertEqual((second.phase, listening.phase), ("process", "listen"))
        message = result["params"]["message"]
        self.assertIn("2 linked to the idea “Longer poles”, 1 skipped", message)
        self.assertIn("Move the twist to Engage first", message)

    def test_ids_of_others_are_refused(self):
        stranger = self.twist_in("engage")._last_inbound()
        wizards = self.env["social.create.idea"].with_user(self.agent)
        values = {"twist_ids": self.twist.ids, "message_id": stranger.id, "name": "x"}
        with self.assertRaisesRegex(UserError, "not of this twist"):
            wizards.create(values)
        company = self.env["res.company"].create({"name": "Other"})
        hidden = self.new_idea(company_id=company.id)
        with self.assertRaises(AccessError):
            wizards.create({"twist_ids": self.twist.ids, "idea_id": hidden.id})


@tagged("post_install", "-at_install")
class TestSimilar(IdeaCase):
    def similar(self, text, **kwargs):
        return self.ideas.with_user(self.agent)._similar(text, **kwargs)

    def test_the_most_alike_comes_first(self):
        vague = self.new_idea("Another colour of the hood and the jacket")
        close = self.new_idea("A hood that fits over helmets")
        self.assertEqual(self.similar("The hood over my helmet"), close | vague)
        self.assertEqual(self.similar("The hood over my helmet")[0], close)

    def test_forms_of_a_word_are_the_same(self):
        idea = self.new_idea("Zippers that can be changed")
        self.assertEqual(self.similar("changing a zipper"), idea)

    def test_case_accents_and_other_languages(self):
        idea = self.new_idea("Größere Kapuze für den Kletterhelm")
        self.assertEqual(self.similar("grossere KAPUZEN"), idea)
        japanese = self.new_idea("テントの色を選びたい")
        self.assertEqual(self.similar("テントの色"), japanese)

    def test_the_description_is_read_too(self):
        idea = self.new_idea("Poles", description="<p>Carbon instead of steel</p>")
        self.assertEqual(self.similar("steel and carbon"), idea)

    def test_one_word_in_passing_is_not_enough(self):
        self.new_idea("Poles", description="<p>Carbon instead of steel</p>")
        self.assertFalse(self.similar("A kettle of steel for the stove"))

    def test_nothing_asked_nothing_found(self):
        self.new_idea("Longer poles")
        for text in ("", "a an of", "!?&|():*'\\"):
            self.assertFalse(self.similar(text))

    def test_members_are_shown_what_they_may_see(self):
        self.new_idea("Secret longer poles", is_published=False)
        shown = self.new_idea("Public longer poles")
        found = self.ideas.with_user(self.member)._similar("longer poles")
        self.assertEqual(found, shown)

    def test_it_costs_two_queries_however_many_there_are(self):
        self.ideas.create([{"name": f"Longer poles {n}"} for n in range(30)])
        self.env.flush_all()
        ideas = self.ideas.with_user(self.agent)
        ideas._similar("longer poles")
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            ideas._similar("longer poles")


@tagged("post_install", "-at_install")
class TestMergeIdeas(IdeaCase):
    def setUp(self):
        super().setUp()
        self.kept, self.gone = self.new_idea("Longer poles"), self.new_idea("Poles")
        self.kept._add_votes(self.member.partner_id | self.person)
        self.gone._add_votes(self.member.partner_id | self.other.partner_id)
        self.twist.link_idea(self.gone)

    def merge(self):
        self.gone.with_user(self.agent).merge_into(self.kept.id)

    def test_votes_follow_and_nobody_votes_twice(self):
        self.merge()
        voters = (self.member | self.other).partner_id | self.person
        self.assertEqual(self.kept.vote_ids.partner_id, voters)
        self.assertEqual((self.kept.vote_count, self.gone.vote_count), (3, 0))

    def test_twists_follow_in_their_phase(self):
        self.merge()
        self.assertEqual(self.twist.idea_id, self.kept)
        self.assertEqual(self.twist.phase, "process")

    def test_what_was_asked_for_authors_follows(self):
        self.assertEqual(
            (len(self.gone.activity_ids), self.gone.social_twist_count), (1, 1)
        )
        self.merge()
        self.env.invalidate_all()
        self.assertFalse(self.gone.activity_ids)
        self.assertIn("Ana Berg", self.kept.activity_ids.summary)
        self.assertEqual(
            (self.kept.social_twist_count, self.gone.social_twist_count), (1, 0)
        )

    def test_followers_follow(self):
        self.gone._follow(self.other.partner_id)
        self.merge()
        self.assertIn(self.other.partner_id, self.kept.message_partner_ids)

    def test_the_duplicate_is_archived_and_knows_where_it_went(self):
        self.merge()
        self.assertFalse(self.gone.active)
        self.assertEqual(self.gone.merged_into_id, self.kept)
        with self.assertRaisesRegex(UserError, "archived or merged"):
            self.gone.with_user(self.agent).action_vote()

    def test_what_was_merged_into_the_duplicate_follows(self):
        older = self.new_idea("Pole")
        older.merge_into(self.gone)
        self.merge()
        self.assertEqual(older.merged_into_id, self.kept)

    def test_impossible_merges_say_why(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self.new_idea("Poles", company_id=company.id)
        archived = self.new_idea("Old", active=False)
        for target, why in (
            (self.gone, "another idea to merge into"),
            (archived, "is archived"),
            (foreign, "different companies"),
        ):
            with self.assertRaisesRegex(UserError, why):
                self.gone.merge_into(target)

    def test_the_company_stays_once_something_is_linked(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.agent.company_ids |= company
        both = {"allowed_company_ids": (self.env.company | company).ids}
        free = self.new_idea("Free").with_user(self.agent).with_context(**both)
        free.company_id = company
        self.assertEqual(free.company_id, company)
        with self.assertRaises(ValidationError) as caught:
            self.gone.with_user(self.agent).with_context(**both).company_id = company
        self.assertIn("“Poles” stays in", str(caught.exception))
        self.merge()
        self.twist.sudo().idea_id = False
        for idea in (self.gone, self.kept):
            with self.assertRaises(ValidationError):
                idea.company_id = company

    def test_a_hidden_target_is_not_named(self):
        employee = new_test_user(self.env, "social_plain", groups="base.group_user")
        self.merge()
        self.kept.write({"is_published": False, "name": "SECRET"})
        idea = self.gone.with_user(employee)
        name = {"fields": {"display_name": {}}}
        with self.assertRaises(AccessError):
            idea.web_read({"merged_into_id": name})
        self.assertNotIn("SECRET", str(idea.read()))

    def test_the_wizard_keeps_the_one_with_most_votes(self):
        ideas = (self.gone | self.kept).with_user(self.agent)
        self.kept._add_votes(self.other.partner_id)
        action = ideas.action_merge()
        wizard = Form(
            self.env["social.idea.merge"]
            .with_user(self.agent)
            .with_context(**action["context"])
        )
        self.assertEqual(wizard.target_id, self.kept)
        result = wizard.save().action_merge()
        self.assertEqual(result["res_id"], self.kept.id)
        self.assertEqual(self.gone.merged_into_id, self.kept)

    def test_one_idea_is_not_merged(self):
        with self.assertRaisesRegex(UserError, "two ideas or more"):
            self.kept.with_user(self.agent).action_merge()

    def test_members_merge_nothing(self):
        with self.assertRaises(AccessError):
            self.gone.with_user(self.member).merge_into(self.kept)


@tagged("post_install", "-at_install")
class TestDecisions(IdeaCase):
    def news(self, idea):
        return idea.message_ids.filtered(
            lambda one: one.subtype_id == self.env.ref(NEWS)
        )

    def decide(self, idea, **values):
        idea.with_user(self.agent).write(values)
        self.env.flush_all()
        return self.news(idea)

    def test_voters_hear_of_a_decision_with_the_answer(self):
        self.env.company.partner_id.email = "service@shop.example"
        idea = self.new_idea()
        idea.with_user(self.member).action_vote()
        [message] = self.decide(idea, stage="done", public_answer="<p>In May</p>")
        self.assertEqual(message.notified_partner_ids, self.member.partner_id)
        self.assertEqual(message.author_id, self.env.company.partner_id)
        self.assertIn("It is done.", message.body)
        self.assertIn("In May", message.body)
        self.assertEqual(message.subject, "Done: Longer poles")

    def test_the_mail_leads_to_the_page(self):
        idea = self.new_idea()
        idea.with_user(self.member).action_vote()
        action = idea._get_access_action(access_uid=self.member.id)
        self.assertEqual(action["url"], f"/ideas/{idea.id}")
        [message] = self.decide(idea, stage="planned")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertIn("/mail/view?", mail.body_html)

    def test_first_stages_are_told_to_nobody(self):
        idea = self.new_idea()
        idea.with_user(self.member).action_vote()
        self.assertFalse(self.decide(idea, stage="review"))

    def test_an_answer_written_later_is_told(self):
        idea = self.new_idea(stage="planned")
        idea.with_user(self.member).action_vote()
        [message] = self.decide(idea, public_answer="<p>In May</p>")
        self.assertIn("In May", message.body)
        self.assertEqual(len(self.decide(idea, public_answer="<p>In May</p>")), 1)
        self.assertEqual(len(self.decide(idea, name="Poles")), 1)

    def test_who_decides_hears_no_news_of_it(self):
        idea = self.new_idea()
        idea.with_user(self.agent).action_vote()
        [message] = self.decide(idea, stage="done")
        self.assertFalse(message.notified_partner_ids)

    def test_persons_who_never_joined_get_no_mail(self):
        idea = self.twist.create_idea({"name": "Poles"})
        [message] = self.decide(idea, stage="done")
        self.assertNotIn(self.person, message.notified_partner_ids)

    def test_no_news_of_what_is_hidden_but_to_its_author(self):
        idea = self.new_idea(partner_id=self.other.partner_id.id)
        for user in (self.member, self.other):
            idea.with_user(user).action_vote()
        idea.is_published = False
        [message] = self.decide(idea, stage="planned")
        self.assertEqual(message.notified_partner_ids, self.other.partner_id)

    def test_everybody_hears_in_their_language(self):
        for code in ("fr_FR", "de_DE"):
            self.env["res.lang"]._activate_lang(code)
        self.agent.lang, self.other.lang = "de_DE", "fr_FR"
        idea = self.new_idea()
        for user in (self.member, self.other, self.agent):
            idea.with_user(user).action_vote()
        posted = []
        post = type(idea)._post_news

        def note(record):
            posted.append(record.env.lang)
            post(record)

        with patch.object(type(idea), "_post_news", note):
            messages = self.decide(idea, stage="planned").sorted("id")
        told = {
            lang: message.notified_partner_ids
            for lang, message in zip(posted, messages, strict=True)
        }
        mia, otto = self.member.partner_id, self.other.partner_id
        self.assertEqual(told, {"en_US": mia, "fr_FR": otto})

    def test_feedback_is_asked_for_at_the_end_only(self):
        asked = []

        def note(records):
            asked.extend(records)

        idea = self.new_idea()
        with patch.object(type(idea), "_ask_for_feedback", note):
            self.decide(idea, stage="planned")
            self.assertFalse(asked)
            self.decide(idea, stage="done")
            self.decide(idea, stage="done", name="Poles")
        self.assertEqual(asked, [idea])

    def test_a_decision_asks_whoever_made_it_for_feedback(self):
        idea = self.twist.create_idea({"name": "Poles"})
        self.decide(idea, stage="done")
        activity = idea.activity_ids
        self.assertEqual(activity.activity_type_id, self.env.ref(SOCIAL))
        self.assertEqual(activity.user_id, self.agent)

    def test_conversations_are_for_those_who_work_on_the_idea(self):
        idea = self.twist.create_idea({"name": "Poles"})
        idea.is_published = True
        employee = new_test_user(self.env, "social_plain", groups="base.group_user")
        values = {"res_model": idea._name, "res_ids": idea.ids}
        for user in (employee, self.member):
            dialogs = self.env["social.conversations"].with_user(user)
            with self.assertRaises(AccessError):
                dialogs.create(values).mapped("content")
            with self.assertRaises(AccessError):
                action = idea.with_user(user).action_view_social_twists()
                dialogs.browse(action["res_id"]).mapped("content")
            with self.assertRaises(AccessError):
                idea.with_user(user).action_write_feedback()

    def test_feedback_on_an_idea_reaches_its_twists(self):
        idea = self.twist.create_idea({"name": "Poles"})
        told, refused = idea.with_user(self.agent).write_social_feedback("<p>Yes</p>")
        self.assertEqual((told, refused), (self.twist.ids, []))
        self.assertEqual(self.twist.phase, "feedback")

    def test_the_last_change_is_what_the_community_sees(self):
        idea = self.new_idea()
        before = idea.changed_date = "2026-01-01 00:00:00"
        idea.with_user(self.member).action_vote()
        idea.with_user(self.agent).user_id = self.agent
        self.assertEqual(str(idea.changed_date), before)
        idea.with_user(self.agent).stage = "review"
        self.assertGreater(str(idea.changed_date), before)

    def test_what_the_system_keeps_is_not_written_by_hand(self):
        ideas = self.ideas.with_user(self.agent)
        idea = ideas.create({"name": "Poles"})
        for values in (
            {"vote_count": 99},
            {"merged_into_id": idea.id},
            {"changed_date": "2026-01-01 00:00:00"},
            {"message_id": 1},
            {"submission_key": "x"},
        ):
            with self.assertRaises(AccessError):
                idea.write(values)
            with self.assertRaises(AccessError):
                ideas.create({"name": "Poles", **values})

    def test_search_by_words(self):
        idea = self.new_idea("Größere Kapuze", description="<p>für den Helm</p>")
        ideas = self.ideas.with_user(self.agent)
        for words in ("kapuze", "helm grossere", "kapu"):
            self.assertIn(idea, ideas.search([("search_text", "ilike", words)]))
        self.assertNotIn(idea, ideas.search([("search_text", "ilike", "kapuze rot")]))
        idea.description = "<p>rot</p>"
        self.assertIn(idea, ideas.search([("search_text", "ilike", "kapuze rot")]))
