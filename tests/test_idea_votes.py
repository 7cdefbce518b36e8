"""Votes by customers and staff, and what becomes of them with their persons (B19)."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_ideas import IdeaCase


@tagged("post_install", "-at_install")
class TestVotes(IdeaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.idea = cls.new_idea()
        cls.employee = new_test_user(
            cls.env, "social_colleague", groups="base.group_user"
        )

    def counts(self, idea=None):
        idea = idea or self.idea
        return (idea.customer_vote_count, idea.staff_vote_count, idea.vote_count)

    def test_customers_and_staff_are_counted_apart(self):
        for user in (self.member, self.other, self.agent, self.employee):
            self.idea.with_user(user).action_vote()
        self.assertEqual(self.counts(), (2, 2, 4))

    def test_voting_twice_counts_once(self):
        idea = self.idea.with_user(self.member)
        idea.action_vote()
        idea.action_vote()
        self.assertEqual(self.counts(), (1, 0, 1))
        self.assertTrue(idea.is_voted)
        self.assertFalse(self.idea.with_user(self.other).is_voted)

    def test_a_vote_is_taken_back(self):
        idea = self.idea.with_user(self.member)
        idea.action_vote()
        idea.action_unvote()
        idea.action_unvote()
        self.assertEqual(self.counts(), (0, 0, 0))
        self.assertFalse(idea.is_voted)

    def test_taking_back_leaves_the_votes_of_others(self):
        self.idea.with_user(self.other).action_vote()
        self.idea.with_user(self.member).action_unvote()
        self.assertEqual(self.counts(), (1, 0, 1))

    def test_decided_ideas_are_frozen(self):
        self.idea.with_user(self.member).action_vote()
        for stage, label in (("done", "Done"), ("declined", "Declined")):
            self.idea.stage = stage
            for call in ("action_vote", "action_unvote"):
                for user in (self.member, self.other, self.agent):
                    with self.assertRaisesRegex(UserError, f"is over.*{label}"):
                        getattr(self.idea.with_user(user), call)()
        self.assertEqual(self.counts(), (1, 0, 1))
        self.idea.stage = "review"
        self.idea.with_user(self.other).action_vote()
        self.assertEqual(self.counts(), (2, 0, 2))

    def test_visitors_never_vote(self):
        self.env.company.social_community_public = True
        public = self.env.ref("base.public_user")
        idea = self.idea.with_user(public)
        self.assertTrue(idea.has_access("read"))
        for call in (idea.action_vote, idea.action_unvote, idea.action_follow):
            with self.assertRaisesRegex(AccessError, "Log in"):
                call()

    def test_nobody_votes_on_what_they_do_not_see(self):
        self.idea.is_published = False
        for user in (self.member, self.employee):
            with self.assertRaises(AccessError):
                self.idea.with_user(user).action_vote()
        self.idea.with_user(self.agent).action_vote()
        self.assertEqual(self.counts(), (0, 1, 1))

    def test_votes_are_not_written_by_hand(self):
        vote = self.idea._add_votes(self.member.partner_id)
        values = {"idea_id": self.idea.id, "partner_id": self.person.id}
        for user in (self.member, self.employee, self.agent, self.administrator):
            votes = self.env["social.idea.vote"].with_user(user)
            for call in (
                lambda votes=votes: votes.create(values),
                lambda user=user: vote.with_user(user).write({"is_staff": True}),
                lambda user=user: vote.with_user(user).unlink(),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_the_database_knows_one_vote_of_each(self):
        self.idea._add_votes(self.person)
        values = {"idea_id": self.idea.id, "partner_id": self.person.id}
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            self.env["social.idea.vote"].create(values)

    def test_voting_follows_and_taking_back_unfollows(self):
        idea = self.idea.with_user(self.member)
        idea.action_vote()
        self.assertTrue(idea.is_followed)
        idea.action_unvote()
        self.assertFalse(idea.is_followed)

    def test_own_choice_of_news_is_kept(self):
        comment = self.env.ref("mail.mt_comment")
        self.idea.message_subscribe(self.agent.partner_id.ids, comment.ids)
        self.idea.with_user(self.agent).action_vote()
        [follower] = self.idea.message_follower_ids
        self.assertEqual(follower.subtype_ids, comment)

    def test_one_query_counts_for_many_ideas(self):
        ideas = self.ideas.create([{"name": f"Idea {n}"} for n in range(20)])
        for idea in ideas:
            idea._add_votes(self.person | self.agent.partner_id)
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.add_to_compute(ideas._fields["vote_count"], ideas)
        with self.assertQueryCount(2):  # the counts, and the write
            self.env.flush_all()
        self.assertEqual(set(ideas.mapped("vote_count")), {2})
        self.env.invalidate_all()
        [*ideas.with_user(self.agent).mapped("name")]
        with self.assertQueryCount(2):  # the user's partner, and the votes
            ideas.with_user(self.agent).mapped("is_voted")


@tagged("post_install", "-at_install")
class TestPersons(IdeaCase):
    def merge(self, target, *sources):
        """As Contacts > Merge does."""
        partners = target.union(*sources)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, target, extra_checks=False)

    def test_merged_contacts_keep_each_vote_and_none_twice(self):
        both, single = self.new_idea("Both"), self.new_idea("Single")
        twin = self.env["res.partner"].create({"name": "Ana B."})
        third = self.env["res.partner"].create({"name": "A. Berg"})
        both._add_votes(self.person | twin)
        single._add_votes(twin)
        none_yet = self.new_idea("Of two sources")
        none_yet._add_votes(twin | third)
        self.merge(self.person, twin, third)
        for idea in (both, single, none_yet):
            with self.subTest(idea=idea.name):
                self.assertEqual(idea.vote_ids.partner_id, self.person)
                self.assertEqual((idea.vote_count, len(idea.vote_ids)), (1, 1))

    def test_ideas_of_merged_contacts_follow(self):
        twin = self.env["res.partner"].create({"name": "Ana B."})
        idea = self.new_idea(partner_id=twin.id)
        self.merge(self.person, twin)
        self.assertEqual(idea.partner_id, self.person)

    def test_a_deleted_contact_leaves_votes_without_a_name(self):
        person = self.env["res.partner"].create({"name": "Gone"})
        idea = self.new_idea(partner_id=person.id)
        idea._add_votes(person | self.person)
        person.unlink()
        self.env.invalidate_all()
        self.assertEqual((idea.vote_count, len(idea.vote_ids)), (2, 2))
        self.assertEqual(idea.vote_ids.partner_id, self.person)
        self.assertEqual((idea.author_name, idea.is_by_staff), ("A customer", False))
        idea._add_votes(self.other.partner_id)
        self.assertEqual(idea.vote_count, 3)

    def test_privacy_lookup_finds_ideas_and_votes(self):
        person = self.env["res.partner"].create(
            {"name": "Ida Lund", "email": "ida.lund@customer.example"}
        )
        idea = self.new_idea(partner_id=person.id)
        vote = idea._add_votes(person)
        lookups = self.env.get("privacy.lookup.wizard")
        if lookups is None:
            self.skipTest("needs the module Privacy")
        wizard = lookups.create({"name": person.name, "email": person.email})
        wizard.action_lookup()
        found = {(one.res_model, one.res_id) for one in wizard.line_ids}
        self.assertIn((idea._name, idea.id), found)
        self.assertIn((vote._name, vote.id), found)
