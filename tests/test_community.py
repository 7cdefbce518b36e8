"""The community's pages, and that nothing of the inside shows through them (A16)."""

import json
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .test_ideas import IdeaCase

SECRET = "Ana Berg"


class CommunityCase(IdeaCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.idea = cls.new_idea(
            "Longer poles",
            description="<p>For <b>tall</b> people</p>",
            partner_id=cls.person.id,
        )
        cls.hidden = cls.new_idea(
            "Hidden poles", is_published=False, partner_id=cls.other.partner_id.id
        )

    def login(self, user=None):
        self.authenticate(user and user.login, user and user.login)

    def get(self, path, status=200):
        response = self.url_open(path, allow_redirects=False)
        self.assertEqual(response.status_code, status, path)
        return response

    def post(self, path, status=303, **data):
        data.setdefault("csrf_token", Request.csrf_token(self))
        with mute_logger("odoo.http"):
            response = self.url_open(path, data=data, allow_redirects=False)
        self.assertEqual(response.status_code, status, path)
        return response

    def mine(self, user):
        return self.ideas.with_context(active_test=False).search(
            [("partner_id", "=", user.partner_id.id)]
        )

    def comments(self, idea):
        return [one["body"] for one in idea.with_user(self.agent)._comments()]


@tagged("post_install", "-at_install")
class TestReading(CommunityCase):
    def names(self, path):
        """Titles of the ideas on a page, in order."""
        page = html.fromstring(self.get(path).text)
        return page.xpath("//article//h2/a/text()")

    def test_visitors_are_sent_to_the_login_and_back(self):
        for path in ("/ideas?stage=new", f"/ideas/{self.idea.id}", "/my/ideas"):
            response = self.get(path, 303)
            target = urlsplit(response.headers["Location"])
            self.assertEqual(target.path, "/web/login")
            redirect = parse_qs(target.query)["redirect"][0]
            self.assertIn(path, redirect)

    def test_visitors_read_a_public_community(self):
        self.company.social_community_public = True
        page = self.get("/ideas").text
        self.assertIn("Longer poles", page)
        self.assertNotIn("Hidden poles", page)
        self.assertNotIn("o_social_vote ", page)
        self.assertIn("Log in to comment", self.get(f"/ideas/{self.idea.id}").text)
        self.get(f"/ideas/{self.hidden.id}", 303)

    def test_members_and_colleagues_read(self):
        employee = new_test_user(self.env, "social_plain", groups="base.group_user")
        for user in (self.member, employee, self.agent):
            self.login(user)
            self.assertIn("Longer poles", self.get("/ideas").text)
            self.assertNotIn("Hidden poles", self.get("/ideas").text)
            self.assertIn("<b>tall</b>", self.get(f"/ideas/{self.idea.id}").text)

    def test_what_was_archived_waits_for_nothing(self):
        """Its author is not told that it will be published; its stage is over, too."""
        self.hidden.active = False
        self.login(self.other)
        page = self.get(f"/ideas/{self.hidden.id}").text
        self.assertIn("This idea is closed", page)
        self.assertNotIn("publish it soon", page)
        self.hidden.write({"stage": "declined"})
        page = self.get(f"/ideas/{self.hidden.id}").text
        self.assertIn("Declined</span>", page)
        self.assertNotIn(">Closed</span>", page)

    def test_what_is_not_published_is_its_authors_and_agents(self):
        self.login(self.other)
        self.assertIn("Only you see", self.get(f"/ideas/{self.hidden.id}").text)
        self.login(self.agent)
        self.assertIn("not published", self.get(f"/ideas/{self.hidden.id}").text)
        self.login(self.member)
        self.get(f"/ideas/{self.hidden.id}", 404)

    def test_wrong_ids_are_not_found(self):
        self.login(self.member)
        for wrong in (0, self.idea.id + 10_000, 2**31, 10**30):
            self.get(f"/ideas/{wrong}", 404)
        for action in ("vote", "follow", "comment"):
            self.post(f"/ideas/{self.hidden.id}/{action}", 404)

    def test_search_filter_and_order(self):
        tag = self.env["social.idea.tag"].create({"name": "Test tents"})
        first = self.new_idea("Xylo one", stage="planned", tag_ids=tag.ids)
        second = self.new_idea("Xylo two", description="<p>Kapuze</p>")
        second._add_votes(self.person | self.member.partner_id)
        first._add_votes(self.person)
        first.changed_date = "2026-01-01 00:00:00"
        self.login(self.member)
        for query, expected in (
            ("search=xylo", ["Xylo two", "Xylo one"]),
            ("search=xylo&sortby=new", ["Xylo two", "Xylo one"]),
            ("search=xylo&sortby=changed", ["Xylo two", "Xylo one"]),
            ("search=xylo+kapuz", ["Xylo two"]),
            ("search=xylo&stage=planned", ["Xylo one"]),
            (f"tag={tag.id}", ["Xylo one"]),
            ("search=xylo&sortby=nonsense&stage=none&tag=x", ["Xylo two", "Xylo one"]),
            ("search=%27%29%3B--+%26%7C%21xylo", ["Xylo two", "Xylo one"]),
            ("search=qqqq", []),
        ):
            with self.subTest(query=query):
                self.assertEqual(self.names(f"/ideas?{query}"), expected)
        first._add_votes(self.other.partner_id | self.agent.partner_id)
        self.env.flush_all()
        self.assertEqual(self.names("/ideas?search=xylo")[0], "Xylo one")
        self.assertEqual(self.names("/ideas?search=xylo&sortby=new")[0], "Xylo two")

    def test_pages(self):
        self.ideas.create(
            [{"name": f"Yak {n}", "is_published": True} for n in range(25)]
        )
        self.login(self.member)
        first = self.names("/ideas?search=yak&sortby=new")
        second = self.names("/ideas/page/2?search=yak&sortby=new")
        self.assertEqual((len(first), len(second)), (20, 5))
        self.assertFalse(set(first) & set(second))
        self.assertIn("/ideas/page/2?", self.get("/ideas?search=yak").text)

    def test_merged_ideas_lead_on(self):
        gone = self.new_idea("Poles, longer", partner_id=self.member.partner_id.id)
        gone.merge_into(self.idea)
        self.login(self.member)
        response = self.get(f"/ideas/{gone.id}", 303)
        self.assertTrue(response.headers["Location"].endswith(f"/ideas/{self.idea.id}"))
        self.assertIn("Merged into", self.get("/my/ideas").text)
        self.idea.is_published = False
        self.assertNotIn("Longer poles", self.get("/my/ideas").text)

    def test_comments_follow_a_merge(self):
        gone = self.new_idea("Poles, longer")
        gone.with_user(self.other)._add_comment("Mine is bent")
        self.hidden.with_user(self.other)._add_comment("Between us")
        self.idea.with_user(self.other)._add_comment("Yes")
        (gone | self.hidden).with_user(self.agent).merge_into(self.idea)
        self.env.invalidate_all()
        for user, comments in (
            (self.member, ["Mine is bent", "Yes"]),
            (self.other, ["Mine is bent", "Between us", "Yes"]),
        ):
            idea = self.idea.with_user(user)
            self.login(user)
            page = self.get(f"/ideas/{idea.id}").text
            shown = [
                one for one in ("Mine is bent", "Between us", "Yes") if one in page
            ]
            self.assertEqual((shown, idea.comment_count), (comments, len(comments)))

    def test_own_ideas_cost_no_query_for_each(self):
        mine = {"partner_id": self.member.partner_id.id}

        def queries(count):
            for number in range(count):
                target = self.new_idea(f"Target {number}")
                self.new_idea(f"Pole {number}", **mine).merge_into(target)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertIn("Merged into", self.get("/my/ideas").text)
            return self.cr.sql_log_count - before

        self.login(self.member)
        queries(1)  # what is read once
        self.assertEqual(queries(1), queries(8))

    def test_the_official_answer_is_shown(self):
        self.idea.write({"stage": "declined", "public_answer": "<p>Too heavy</p>"})
        self.login(self.member)
        page = self.get(f"/ideas/{self.idea.id}").text
        self.assertIn("Too heavy", page)
        self.assertIn("Declined", page)
        self.assertIn("Voting is over", page)

    def test_the_home_page_leads_there(self):
        self.login(self.member)
        self.assertIn('href="/ideas"', self.get("/my").text)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["social_idea_count"]}
        )
        self.assertEqual(counters["social_idea_count"], 0)
        self.login(self.other)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["social_idea_count"]}
        )
        self.assertEqual(counters["social_idea_count"], 1)


@tagged("post_install", "-at_install")
class TestTakingPart(CommunityCase):
    def vote(self, idea, vote=True):
        params = {"idea_id": idea.id, "vote": vote}
        return self.make_jsonrpc_request("/ideas/vote", params)

    def submit(self, status=303, **data):
        data = {"title": "Warm gloves", "text": "For winter", "key": "k1", **data}
        return self.post("/ideas/new", status, **data)

    def test_vote_at_once(self):
        self.login(self.member)
        self.assertEqual(self.vote(self.idea), {"voted": True, "count": 1})
        self.assertEqual(self.vote(self.idea), {"voted": True, "count": 1})
        self.assertEqual(self.vote(self.idea, False), {"voted": False, "count": 0})

    def test_vote_by_form(self):
        self.login(self.member)
        self.post(f"/ideas/{self.idea.id}/vote", vote="1")
        self.assertEqual(self.idea.vote_ids.partner_id, self.member.partner_id)
        self.post(f"/ideas/{self.idea.id}/vote", vote="0")
        self.assertFalse(self.idea.vote_ids)

    def test_a_vote_that_is_refused_says_why(self):
        self.idea.stage = "done"
        self.login(self.member)
        self.assertIn("is over", self.vote(self.idea)["error"])
        page = self.post(f"/ideas/{self.idea.id}/vote", 200, vote="1").text
        self.assertIn("is over", page)
        self.assertIn("not here", self.vote(self.hidden)["error"])
        answer = self.make_jsonrpc_request("/ideas/vote", {"idea_id": "x", "vote": 1})
        self.assertIn("not here", answer["error"])

    def test_visitors_take_no_part(self):
        self.company.social_community_public = True
        self.login(None)
        for action in ("vote", "follow", "comment"):
            self.post(f"/ideas/{self.idea.id}/{action}", 303, vote="1", text="x")
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.vote(self.idea)
        self.submit()
        self.assertFalse(self.idea.vote_ids)
        self.assertFalse(self.comments(self.idea))
        self.assertFalse(self.ideas.search([("name", "=", "Warm gloves")]))

    def test_forms_of_other_sites_are_refused(self):
        self.login(self.member)
        for path in (
            f"/ideas/{self.idea.id}/vote",
            f"/ideas/{self.idea.id}/comment",
            f"/ideas/{self.idea.id}/follow",
            "/ideas/new",
        ):
            self.post(path, 400, csrf_token="wrong", text="x", title="y")
        self.assertFalse(self.idea.vote_ids)

    def test_links_change_nothing(self):
        self.login(self.member)
        for action in ("vote", "comment", "follow"):
            self.get(f"/ideas/{self.idea.id}/{action}", 405)
        self.assertFalse(self.idea.vote_ids)

    def test_comment(self):
        self.login(self.member)
        path = f"/ideas/{self.idea.id}/comment"
        response = self.post(path, text="I need <b>that</b>\nvery much")
        self.assertIn("#comment_", response.headers["Location"])
        [body] = self.comments(self.idea)
        self.assertIn("&lt;b&gt;that&lt;/b&gt;<br>very much", body)
        self.assertEqual(self.idea.comment_count, 1)
        page = self.get(f"/ideas/{self.idea.id}").text
        self.assertIn("Mia S.", page)
        self.assertIn("&lt;b&gt;that", page)

    def test_a_comment_sent_twice_is_one(self):
        self.login(self.member)
        for _click in range(2):
            self.post(f"/ideas/{self.idea.id}/comment", text="Yes, please")
        self.assertEqual(len(self.comments(self.idea)), 1)

    def test_empty_and_endless_comments_are_refused(self):
        self.login(self.member)
        path = f"/ideas/{self.idea.id}/comment"
        self.assertIn("Write a comment first", self.post(path, 200, text=" ").text)
        page = self.post(path, 200, text="x" * 5001).text
        self.assertIn("5001 characters; 5000 are allowed", page)
        self.assertIn("x" * 5001, page)
        self.assertFalse(self.comments(self.idea))

    def test_staff_comments_are_marked(self):
        self.idea.with_user(self.agent).message_post(
            body="We look into it",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.login(self.member)
        page = self.get(f"/ideas/{self.idea.id}").text
        self.assertIn("We look into it", page)
        self.assertIn("Staff", page)

    def test_submit(self):
        self.login(self.member)
        response = self.submit(text="For <script>alert(1)</script>\n\nwinter")
        [idea] = self.mine(self.member)
        self.assertTrue(response.headers["Location"].endswith(f"?new={idea.id}"))
        self.assertEqual((idea.name, idea.stage), ("Warm gloves", "new"))
        self.assertNotIn("<script", idea.description)
        self.assertEqual(idea.company_id, self.company)
        self.assertEqual(idea.vote_ids.partner_id, self.member.partner_id)
        self.assertIn(self.member.partner_id, idea.message_partner_ids)

    def test_an_agent_publishes_what_members_suggest(self):
        self.login(self.member)
        self.assertIn("before others see them", self.get("/ideas/new").text)
        self.submit()
        [idea] = self.mine(self.member)
        self.assertFalse(idea.is_published)
        self.assertIn("Warm gloves", self.get("/my/ideas").text)
        self.assertIn("Only you see it", self.get("/my/ideas").text)
        self.assertNotIn("Warm gloves", self.get("/ideas").text)
        idea.with_user(self.agent).action_publish()
        self.login(self.other)
        self.assertIn("Warm gloves", self.get("/ideas").text)
        self.assertNotIn("Warm gloves", self.get("/my/ideas").text)

    def test_unless_the_company_publishes_at_once(self):
        self.company.social_community_publish = True
        self.login(self.member)
        self.submit()
        self.assertTrue(self.mine(self.member).is_published)

    def test_a_form_sent_twice_makes_one_idea(self):
        self.login(self.member)
        self.submit()
        response = self.submit()
        self.assertTrue(response.headers["Location"].endswith("/my/ideas"))
        self.assertEqual(len(self.mine(self.member)), 1)
        page = self.submit(200, key="k2").text  # asked whether it is another one
        self.assertIn('value="Warm gloves"', page)
        self.assertEqual(len(self.mine(self.member)), 1)
        self.submit(key="k2", different="1")
        self.assertEqual(len(self.mine(self.member)), 2)

    def test_similar_ideas_come_first(self):
        self.login(self.member)
        page = self.submit(200, title="Poles, but longer").text
        self.assertIn("Is it one of these?", page)
        self.assertIn(f"/ideas/{self.idea.id}", page)
        self.assertNotIn("Hidden poles", page)
        self.assertFalse(self.mine(self.member))
        self.submit(title="Poles, but longer", different="1")
        self.assertEqual(self.mine(self.member).name, "Poles, but longer")

    def test_similar_ideas_while_writing(self):
        self.login(self.member)
        found = self.make_jsonrpc_request("/ideas/similar", {"title": "longer poles"})
        self.assertIn("Longer poles", found)
        self.assertNotIn("Hidden", found)
        for title in ("", "zzzz", ["x"], None):
            found = self.make_jsonrpc_request("/ideas/similar", {"title": title})
            self.assertFalse(found.strip())

    def test_incomplete_and_endless_ideas_are_refused(self):
        self.login(self.member)
        for data, why in (
            ({"title": " \n "}, "Give your idea a title"),
            ({"title": "x" * 121}, "121 characters; 120 are allowed"),
            ({"text": "x" * 10_001}, "10001 characters; 10000 are allowed"),
        ):
            self.assertIn(why, self.submit(200, **data).text)
        self.assertFalse(self.mine(self.member))

    def test_another_idea_after_the_back_button(self):
        """The browser shows the old form, key included; another idea is typed."""
        self.login(self.member)
        for title in ("Okapi", "Zebra", "Zebra"):
            self.submit(title=title)
        names = sorted(self.mine(self.member).mapped("name"))
        self.assertEqual(names, ["Okapi", "Zebra"])

    def test_odd_input(self):
        """Files in place of text, characters that no database takes, endless ids."""
        self.login(self.member)
        idea, big, file = f"/ideas/{self.idea.id}", "1" * 5000, ("x", b"x")
        self.get(f"/ideas?tag={big}&search=a%00b&stage=%00")
        for path, data, files, says in (
            ("/ideas/new", {"title": "Okapi", "tag": big}, {}, "Okapi"),
            ("/ideas/new", {"title": "Zebra", "key": "k\0"}, {}, "Zebra"),
            ("/ideas/new", {"title": "a\0b", "text": "c\0d"}, {}, "ab"),
            ("/ideas/new", {"text": "t"}, {"title": file}, "Give your idea a title"),
            ("/ideas/new", {"title": "Lemur"}, {"text": file}, "Lemur"),
            ("/ideas/new", {"title": "Gecko"}, {"key": file}, "Gecko"),
            (f"{idea}/comment", {}, {"text": file}, "Write a comment first"),
            (f"{idea}/comment", {"text": "\0"}, {}, "Write a comment first"),
        ):
            data["csrf_token"] = Request.csrf_token(self)
            with self.subTest(path=path, data=str(data)[:40], files=files):
                response = self.url_open(path, data=data, files=files)
                self.assertEqual(response.status_code, 200)
                self.assertIn(says, response.text)
        self.assertEqual(len(self.mine(self.member)), 5)

    def test_what_is_merged_takes_comments_for_where_it_went(self):
        target = self.new_idea("Target")
        self.idea.with_user(self.agent).merge_into(target)
        self.login(self.member)
        path = f"/ideas/{self.idea.id}/comment"
        response = self.post(path, text="Mine is bent")
        self.assertIn(f"/ideas/{target.id}#", response.headers["Location"])
        self.assertIn("Mine is bent", str(self.comments(target)))
        target.is_published = False
        page = self.post(path, 200, text="Lost?").text
        self.assertIn("takes no more comments", page)
        self.assertIn("Lost?", page)
        self.assertEqual(len(self.comments(target)), 1)

    def test_archived_ideas_take_no_comments(self):
        self.idea.active = False
        self.login(self.member)
        page = self.get(f"/ideas/{self.idea.id}").text
        self.assertIn("This idea is closed", page)
        self.assertNotIn("comment_text", page)
        self.assertIn(">Closed</span>", page)
        self.assertNotIn("Tell Me", page)
        page = self.post(f"/ideas/{self.idea.id}/comment", 200, text="words").text
        self.assertIn("takes no more comments", page)
        self.assertFalse(self.comments(self.idea))

    def limit(self, kind, count):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(f"social_inbox.{kind}_per_day", str(count))

    def ago(self, record, **span):
        """Make a record older than it is."""
        record.flush_recordset()
        record.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s WHERE id IN %s",
                SQL.identifier(record._table),
                fields.Datetime.now() - timedelta(**span),
                tuple(record.ids),
            )
        )
        record.invalidate_recordset(["create_date"])

    def test_ideas_of_a_day_are_limited(self):
        self.limit("ideas", 2)
        self.new_idea("By an agent", partner_id=self.member.partner_id.id)
        self.login(self.member)
        first = self.ideas
        for title in ("Warm gloves", "Light tents"):
            self.submit(title=title)
            first = first or self.mine(self.member).filtered("submission_key")
        self.ago(first, hours=20, minutes=30)
        page = self.submit(200, title="Red ropes", text="I fell", different="1").text
        self.assertIn("may in 24 hours (2). Keep your text", page)
        self.assertIn("you can send it in 4 hours", page)
        self.assertIn('value="Red ropes"', page)
        self.assertIn("I fell</textarea>", page)
        self.assertEqual(len(self.mine(self.member)), 3)
        self.submit(title="Light tents")  # sent twice, so nothing new
        self.assertEqual(len(self.mine(self.member)), 3)
        self.ago(first, hours=24)
        self.submit(title="Red ropes")
        self.assertEqual(len(self.mine(self.member)), 4)

    def test_ideas_that_were_archived_count(self):
        self.limit("ideas", 1)
        self.login(self.member)
        self.submit()
        self.mine(self.member).active = False
        self.assertIn("in 1 day", self.submit(200, title="Red ropes").text)

    def test_comments_of_a_day_are_limited(self):
        self.limit("comments", 2)
        self.idea.with_user(self.other)._add_comment("Of another member")
        self.login(self.member)
        path, other = f"/ideas/{self.idea.id}/comment", self.new_idea("Target")
        self.post(path, text="One")
        self.post(f"/ideas/{other.id}/comment", text="Two")
        messages = self.env["mail.message"].search(
            [("author_id", "=", self.member.partner_id.id), ("body", "like", "One")]
        )
        self.ago(messages, hours=23, minutes=40)
        page = self.post(path, 200, text="Three").text
        self.assertIn("You have written as many comments as a member may", page)
        self.assertIn("you can send it in 20 minutes", page)
        self.assertIn("Three</textarea>", page)
        self.assertEqual(len(self.comments(self.idea)), 2)
        self.post(path, text="One")  # sent twice, so nothing new
        self.ago(messages, hours=24)
        self.post(path, text="Three")
        self.assertEqual(len(self.comments(self.idea)), 3)

    def test_no_limit_and_nonsense(self):
        self.limit("comments", 0)
        for number in range(31):
            self.idea.with_user(self.member)._add_comment(f"Number {number}")
        self.limit("comments", "many")
        with (
            self.assertLogs("odoo.addons.social_inbox.models", "WARNING"),
            self.assertRaisesRegex(UserError, r"comments .* \(30\)"),
        ):
            self.idea.with_user(self.member)._add_comment("One more")

    def test_colleagues_are_not_limited(self):
        self.limit("ideas", 1)
        self.limit("comments", 1)
        self.login(self.agent)
        for title in ("Warm gloves", "Light tents"):
            self.submit(title=title)
            self.post(f"/ideas/{self.idea.id}/comment", text=title)
        self.assertEqual(len(self.mine(self.agent)), 2)
        self.assertEqual(len(self.comments(self.idea)), 2)

    def test_tags_of_the_form(self):
        tag = self.env["social.idea.tag"].create({"name": "Test gloves"})
        self.login(self.member)
        self.submit(tag=[str(tag.id), "999999", "x", "9" * 30])
        self.assertEqual(self.mine(self.member).tag_ids, tag)

    def test_what_members_do_is_traced_for_their_profiles(self):
        traced = []

        def note(partner, text, _company):
            traced.append((partner, text))

        partners = type(self.env["res.partner"])
        with patch.object(partners, "_trace_community", note, create=True):
            self.idea.with_user(self.member).action_vote()
            self.idea.with_user(self.member).action_vote()
            self.idea.with_user(self.member)._add_comment("Yes")
            self.idea.with_user(self.agent).action_vote()
            self.login(self.member)
            self.submit()
        mia = self.member.partner_id
        self.assertEqual(
            traced,
            [
                (mia, "Voted for “Longer poles”"),
                (mia, "Commented on “Longer poles”"),
                (mia, "Suggested “Warm gloves”"),
            ],
        )

    def test_follow_and_unfollow(self):
        self.login(self.member)
        self.post(f"/ideas/{self.idea.id}/follow", follow="1")
        self.assertIn(self.member.partner_id, self.idea.message_partner_ids)
        self.post(f"/ideas/{self.idea.id}/follow", follow="0")
        self.assertNotIn(self.member.partner_id, self.idea.message_partner_ids)


@tagged("post_install", "-at_install")
class TestNothingLeaks(CommunityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twist.link_idea(cls.idea)
        cls.idea.user_id = cls.agent
        cls.idea.with_user(cls.agent).message_post(body="Internal: he is a nuisance")
        cls.idea.with_user(cls.other)._add_comment("Mine is bent")
        cls.comment = cls.idea.message_ids.filtered(
            lambda one: one.author_id == cls.other.partner_id
        )
        company = cls.env["res.company"].create({"name": "Other"})
        cls.foreign = cls.new_idea("Foreign poles", company_id=company.id)

    def as_member(self, model="social.idea"):
        return self.env[model].with_user(self.member)

    def test_pages_hold_no_name_address_or_note(self):
        secrets = (
            SECRET,
            "Otto Winter",
            "customer.example",
            "nuisance",
            "A question",
            self.agent.name,
        )
        for user in (self.member, None):
            self.company.social_community_public = True
            self.login(user)
            for path in ("/ideas", f"/ideas/{self.idea.id}"):
                page = self.get(path).text.replace("mia@customer.example", "")
                for secret in secrets:
                    with self.subTest(path=path, secret=secret):
                        self.assertNotIn(secret, page)
        self.assertIn("A customer", page)
        self.assertIn("Otto W.", page)

    def test_names(self):
        partners = self.env["res.partner"]
        for name, is_company, shown in (
            ("Katrin Möhlenbrock", False, "Katrin M."),
            ("Ana María de la Cruz", False, "Ana C."),
            ("Cher", False, "Cher"),
            ("Ana Berg (private)", False, "Ana B."),
            ("Berg, Ana", False, "B. A."),
            ("Berg,", False, "B."),
            ("山田太郎", False, "山…"),
            ("山田 太郎", False, "山…"),
            ("ana@customer.example", False, "A member"),
            ("+49 171 23 45 678", False, "A member"),
            ("Ana 0171-2345678", False, "A member"),
            ("https://ana.example", False, "A member"),
            ("www.ana.example", False, "A member"),
            ("ana.example", False, "A member"),
            (",", False, ",."),
            ("Alpine Club", True, "Alpine Club"),
            ("office@club.example", True, "A member"),
        ):
            partner = partners.create({"name": name, "is_company": is_company})
            self.assertEqual(partner._community_name(), shown)

    def test_members_search_what_they_may_see(self):
        found = self.as_member().with_context(active_test=False).search([])
        self.assertIn(self.idea, found)
        self.assertFalse(found & (self.hidden | self.foreign))
        own = self.ideas.with_user(self.other).search([])
        self.assertIn(self.hidden, own)
        self.assertNotIn(self.foreign, own)

    def test_members_read_few_fields(self):
        for field in self.ideas._fields:
            if field in ("id", "display_name"):
                continue
            idea = self.idea.with_user(self.member)
            try:
                idea.read([field])
            except AccessError:
                continue
            self.assertIn(field, OPEN)

    def test_members_do_not_search_group_or_sort_by_the_rest(self):
        ideas = self.as_member()
        person = self.person.id
        for call in (
            lambda: ideas.search([("partner_id", "=", person)]),
            lambda: ideas.search([("partner_id.email", "ilike", "a")]),
            lambda: ideas.search([("message_ids.body", "ilike", "nuisance")]),
            lambda: ideas.search([("vote_ids.partner_id", "=", person)]),
            lambda: ideas.search([("twist_ids", "!=", False)]),
            lambda: ideas.search([], order="partner_id"),
            lambda: ideas.formatted_read_group([], ["partner_id"], ["__count"]),
            lambda: ideas.formatted_read_group([], ["create_uid"], ["__count"]),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_members_read_no_message_of_others(self):
        messages = self.as_member("mail.message")
        domain = [("model", "=", "social.idea"), ("res_id", "=", self.idea.id)]
        self.assertFalse(messages.search(domain))
        with self.assertRaises(AccessError):
            self.comment.with_user(self.member).read(["email_from", "author_id"])
        mine = self.idea.with_user(self.member)._add_comment("Yes")
        self.assertEqual(messages.search(domain), mine.with_user(self.member))

    def test_members_get_no_mail_with_the_address_of_another(self):
        mia = self.member.partner_id
        self.idea.message_subscribe(mia.ids, self.env.ref("mail.mt_comment").ids)
        message = self.idea.with_user(self.other)._add_comment("Bent again")
        self.assertNotIn(mia, message.notified_partner_ids)
        reply = self.idea.with_user(self.agent).message_post(
            body="Sorry", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertIn(mia, reply.notified_partner_ids)

    def test_members_post_on_the_page_only(self):
        idea = self.idea.with_user(self.member)
        idea.action_vote()
        for kind in ("comment", "notification", "email"):
            with self.assertRaises(AccessError):
                idea.message_post(
                    body="x", message_type=kind, subtype_xmlid="mail.mt_comment"
                )
        self.login(self.member)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/message/post",
                {
                    "thread_model": "social.idea",
                    "thread_id": self.idea.id,
                    "post_data": {"body": "x", "message_type": "comment"},
                },
            )
        self.assertEqual(len(self.comments(self.idea)), 1)

    def test_members_change_no_comment_by_rpc(self):
        self.login(self.member)
        mine = self.idea.with_user(self.member)._add_comment("Yes")
        picture = '<p><img src="https://evil.example/pixel.png"></p>'
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/message/update_content",
                {"message_id": mine.id, "update_data": {"body": picture}},
            )
        with self.assertRaises(AccessError):
            mine.with_user(self.member).write({"body": picture})
        with self.assertRaises(AccessError):
            mine.with_user(self.member).unlink()
        self.assertIn("Yes", mine.body)
        agents = self.idea.with_user(self.agent).message_post(
            body="Sorry", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        agents.write({"body": "So sorry"})
        self.assertIn("So sorry", str(self.comments(self.idea)))

    def test_members_make_no_message_by_rpc(self):
        self.idea.with_user(self.member).action_vote()  # who follows might post
        for idea in (self.idea, self.hidden):
            values = {
                "model": "social.idea",
                "res_id": idea.id,
                "body": "x",
                "message_type": "comment",
                "subtype_id": self.env.ref("mail.mt_comment").id,
            }
            with self.assertRaises(AccessError):
                self.as_member("mail.message").create(values)

    def test_what_members_wrote_is_shown_as_text(self):
        self.comment.sudo().body = '<b>Bent</b> <img src="https://evil.example/p.png">'
        shown = str(self.comments(self.idea))
        self.assertIn("Bent", shown)
        for markup in ("<b>", "<img", "p.png"):
            self.assertNotIn(markup, shown)

    def test_answers_by_mail_are_kept_but_not_shown(self):
        mail = self.idea.message_post(
            body="Quoted: secret",
            message_type="email",
            author_id=self.other.partner_id.id,
            subtype_xmlid="mail.mt_comment",
        )
        self.assertIn(mail, self.idea.message_ids)
        self.assertEqual(len(self.comments(self.idea)), 1)

    def test_members_open_no_file_of_a_note(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "note.txt",
                "raw": b"nuisance",
                "res_model": "social.idea",
                "res_id": self.idea.id,
            }
        )
        self.assertTrue(file.with_user(self.agent).has_access("read"))
        self.assertFalse(file.with_user(self.member).has_access("read"))
        self.login(self.member)
        self.get(f"/web/content/{file.id}", 404)

    def test_members_write_nothing(self):
        idea = self.idea.with_user(self.member)
        for call in (
            lambda: idea.write({"name": "x"}),
            lambda: idea.unlink(),
            lambda: self.as_member().create({"name": "x"}),
            idea.action_publish,
            lambda: idea.merge_into(self.new_idea()),
            lambda: idea.write_social_feedback("<p>x</p>"),
            lambda: self.as_member("social.idea.vote").search([]),
            lambda: self.as_member("social.twist").search([]),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_over_the_network_it_is_the_same(self):
        self.login(self.member)
        response = self.url_open(
            "/web/dataset/call_kw/social.idea/search_read",
            data=json.dumps(
                {
                    "params": {
                        "model": "social.idea",
                        "method": "search_read",
                        "args": [[], ["name", "vote_count"]],
                        "kwargs": {},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        names = {one["name"] for one in response.json()["result"]}
        self.assertIn("Longer poles", names)
        self.assertFalse(names & {"Hidden poles", "Foreign poles"})

    def test_pages_of_other_companies(self):
        self.login(self.member)
        self.get(f"/ideas/{self.foreign.id}", 404)
        self.assertNotIn("Foreign poles", self.get("/ideas").text)

    def test_members_of_two_companies_see_one_at_a_time(self):
        company = self.foreign.company_id
        self.member.company_ids |= company
        self.login(self.member)
        self.assertNotIn("Foreign poles", self.get("/ideas").text)
        asked = {"title": "Foreign poles"}
        similar = self.make_jsonrpc_request("/ideas/similar", asked)
        self.assertNotIn("Foreign poles", similar)
        self.get(f"/ideas/{self.foreign.id}")  # what somebody sent them the link of
        self.member.company_id = company
        page = self.get("/ideas").text
        self.assertIn("Foreign poles", page)
        self.assertNotIn("Longer poles", page)
        self.post("/ideas/new", title="Okapi", text="", key="k")
        self.assertEqual(self.mine(self.member).company_id, company)

    def test_visitors_see_only_where_the_company_wants_it(self):
        public = self.env.ref("base.public_user")
        self.assertFalse(self.ideas.with_user(public).search([]))
        self.company.social_community_public = True
        found = self.ideas.with_user(public).search([])
        self.assertIn(self.idea, found)
        self.assertFalse(found & (self.hidden | self.foreign))


OPEN = {
    "name",
    "description",
    "summary",
    "stage",
    "public_answer",
    "is_published",
    "active",
    "tag_ids",
    "vote_count",
    "is_voted",
    "is_votable",
    "is_mine",
    "is_followed",
    "author_name",
    "is_by_staff",
    "comment_count",
    "changed_date",
    "create_date",
    "access_url",
    "search_text",
}
