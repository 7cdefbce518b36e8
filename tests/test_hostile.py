"""What strangers send: shown without doing anything, served without being active."""

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ArrivalCase, html_mail, mail_with_files

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "handler": "<img src=x onerror=alert(1)><p onclick='alert(1)'>x</p>",
    "javascript": "<a href='javascript:alert(1)'>x</a>",
    "javascript in disguise": "<a href=' jAva&#x09;script:alert(1)'>x</a>",
    "data document": "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "frame": "<iframe src='https://evil.example'></iframe>",
    "frame source": "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "object": "<object data='https://evil.example/a.swf'></object>",
    "embed": "<embed src='https://evil.example/a.swf'>",
    "form": "<form action='https://evil.example'><input name=p></form>",
    "form button": "<button formaction='https://evil.example'>x</button>",
    "refresh": "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "base": "<base href='https://evil.example/'><a href='x'>x</a>",
    "style sheet": "<link rel=stylesheet href='https://evil.example/a.css'>",
    "style import": "<style>@import 'https://evil.example/a.css';</style>",
    "style url": "<p style='background:url(https://evil.example/a.png)'>x</p>",
    "style url in capitals": "<p style='background:URL(//evil.example/a)'>x</p>",
    "style escaped": "<p style='background:u\\72l(https://evil.example/a)'>x</p>",
    "style image set": (
        "<p style='background-image:image-set(&quot;https://evil.example/a&quot; 1x)'>x"
    ),
    "list style": "<ul style='list-style-image:url(//evil.example/a)'><li>x</ul>",
    "over everything": "<div style='position:fixed;top:0;width:100%'>x</div>",
    "picture": "<img src='https://evil.example/a.png'>",
    "picture without scheme": "<img src='//evil.example/a.png'>",
    "picture set": "<img srcset='https://evil.example/a.png 1x'>",
    "picture source": (
        "<picture><source srcset='https://evil.example/a'><img></picture>"
    ),
    "lazy picture": "<img lowsrc='https://evil.example/a' dynsrc='//evil.example/a'>",
    "background": "<table background='https://evil.example/a.png'><tr><td>x</table>",
    "video": "<video src='https://evil.example/a' poster='//evil.example/a'></video>",
    "audio": "<audio src='https://evil.example/a.mp3' autoplay></audio>",
    "audio source": "<audio><source src='https://evil.example/a.mp3'></audio>",
    "track": "<video><track src='https://evil.example/a.vtt' default></video>",
    "input picture": "<input type=image src='https://evil.example/a.png'>",
    "drawing": "<svg onload='alert(1)'><image href='https://evil.example/a'/></svg>",
    "drawing use": "<svg><use href='https://evil.example/a.svg#x'/></svg>",
    "formula": "<math><mtext></mtext><mglyph src='https://evil.example/a'></math>",
    "link into Odoo": "<a href='/web/session/logout'>x</a>",
    "link beside": "<a href='session/logout'>x</a><a href='?debug=1'>x</a>",
    "link in the page": "<a href='#action=1'>x</a>",
    "link without scheme": "<a href='//evil.example'>x</a>",
    "link with half a scheme": "<a href='https:web/session/logout'>x</a>",
    "link with backslashes": "<a href='\\\\evil.example'>x</a>",
    "link to a program": "<a href='ms-word:ofe|u|https://evil.example/a'>x</a>",
    "link that replaces": "<a href='https://a.example' target=_top rel=opener>x</a>",
    "area": "<map name=m><area href='/web/session/logout' target=_self></map>",
    "picture in Odoo": "<img src='/web/session/logout'>",
    "picture beside": "<img src=' session/logout'><img src='https:web/x'>",
    "picture to wait": "<img data-src='/web/session/logout'>",
    "record": "<p data-oe-model=res.users data-oe-id=2 data-oe-field=name>x</p>",
    "behaviour": "<p data-bs-toggle=modal data-embedded=x data-embedded-props='{}'>x",
    "key": "<a href='https://a.example' accesskey=c tabindex=1 data-hotkey=s>x</a>",
    "name of an element": "<p id=wrapwrap name=x>x</p>",
    "comment": "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "broken": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "template": "<template><script>alert(1)</script></template>",
    "mutation": (
        "<math><mtext><table><mglyph><style><!--</style>"
        "<img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>"
    ),
}
LOADING = ("src", "srcset", "poster", "background", "data", "action", "formaction")
ACTIVE = ("script", "iframe", "object", "embed", "form", "meta", "base", "link")
PAGE = ("id", "name", "accesskey", "tabindex")
STYLES = ("url(", "image-set", "fixed", "@import", "expression", "\\")


@tagged("post_install", "-at_install")
class TestHtml(ArrivalCase):
    def shown(self, source):
        twist = self.arrive(html_mail(f"<p>Kept words</p>{source}<p>The end</p>"))
        [message] = twist.with_user(self.agent).message_ids_social
        self.assertIn("Kept words", message.body)
        [bubble] = twist.with_user(self.agent).conversation()["messages"]
        self.assertEqual(bubble["body"], message.body)
        return html.fragment_fromstring(message.body, create_parent="div")

    def assertHarmless(self, tree):
        for node in tree.iter(html.etree.Element):
            self.assertNotIn(node.tag, ACTIVE)
            for name, value in node.attrib.items():
                self.assertFalse(name.startswith("on"), name)
                if name in LOADING:
                    self.assertRegex(value, r"^(data:image/|/web/image/\d+$|$)", name)
                self.assertNotIn(name, PAGE)
                if name.startswith("data-"):
                    self.assertEqual((node.tag, name), ("img", "data-src"))
                    self.assertRegex(value, r"^https?://")
                if name == "href":
                    self.assertIn(node.tag, ("a", "area"))
                    self.assertRegex(value, r"^(https?://|mailto:|tel:)")
                    self.assertEqual(node.get("target"), "_blank")
                    self.assertEqual(node.get("rel"), "noopener noreferrer")
                if name == "style":
                    for sign in STYLES:
                        self.assertNotIn(sign, value.lower())

    def test_hostile_html(self):
        for name, source in HOSTILE.items():
            with self.subTest(name):
                self.assertHarmless(self.shown(source))

    def test_all_at_once(self):
        self.assertHarmless(self.shown("".join(HOSTILE.values())))

    def test_quoted_text(self):
        source = "<blockquote type=cite><img src='https://evil.example/a'></blockquote>"
        twist = self.arrive(
            html_mail(f"<p>New</p><div class=gmail_quote>Ana wrote:{source}</div>")
        )
        [message] = twist.message_ids_social
        self.assertTrue(message.quote, "nothing was taken for a quotation")
        self.assertHarmless(
            html.fragment_fromstring(message.quote, create_parent="div")
        )

    def test_pictures_wait_for_a_click(self):
        [image] = self.shown("<img src='https://evil.example/a.png'>").iter("img")
        self.assertEqual(image.get("data-src"), "https://evil.example/a.png")
        [image] = self.shown("<img src='data:image/png;base64,AAAA'>").iter("img")
        self.assertTrue(image.get("src").startswith("data:image/png"))

    def test_links_and_looks_stay(self):
        tree = self.shown("<a href='https://a.example'><b style='color:red'>x</b></a>")
        [link] = tree.iter("a")
        self.assertEqual(link.get("href"), "https://a.example")
        self.assertIn("color", next(tree.iter("b")).get("style"))

    def test_links_open_beside_odoo(self):
        for href in ("http://a.example", "mailto:ana@a.example", "tel:+4712345678"):
            [link] = self.shown(f"<a href=' {href}'>x</a>").iter("a")
            self.assertEqual(link.get("href"), href)
            self.assertEqual(link.get("target"), "_blank")

    def test_links_of_plain_text_open_beside_odoo(self):
        mail = html_mail("See https://a.example/b?c=1 and javascript:alert(1)")
        twist = self.arrive(mail.replace(b"text/html", b"text/plain"))
        tree = html.fragment_fromstring(twist.message_ids_social.body, "div")
        [link] = tree.iter("a")
        self.assertEqual(link.get("href"), "https://a.example/b?c=1")
        self.assertEqual(link.get("target"), "_blank")
        self.assertEqual(set(link.get("rel").split()), {"noopener", "noreferrer"})

    def test_plain_text_is_no_html(self):
        twist = self.arrive(html_mail("x").replace(b"text/html", b"text/plain"))
        [message] = twist.message_ids_social
        message.text = "<script>alert(1)</script> & <b>"
        self.assertIn("&lt;script&gt;", message.body)
        self.assertNotIn("<script>", message.body)


@tagged("post_install", "-at_install")
class TestFiles(ArrivalCase, HttpCase):
    """Files of messages, fetched as a browser does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        files = (
            ("page.html", "text", "html", "<script>alert(1)</script>"),
            ("page.xhtml", "application", "xhtml+xml", "<script>alert(1)</script>"),
            ("drawing.svg", "image", "svg+xml", "<svg onload='alert(1)'/>"),
            ("data.xml", "text", "xml", "<a/>"),
        )
        cls.portal = new_test_user(cls.env, "social_portal", groups="base.group_portal")
        cls.employee = new_test_user(cls.env, "social_none", groups="base.group_user")
        twist = cls.arrive(mail_with_files(*files))
        cls.files = twist.message_ids_social.attachment_ids

    def test_read_by_agents_only(self):
        self.assertEqual(len(self.files), 4)
        for user in (self.agent, self.supervisor, self.administrator):
            self.files.with_user(user).read(["name", "raw"])
        for user in (self.portal, self.employee):
            with self.assertRaises(AccessError):
                self.files.with_user(user).read(["name"])
            self.assertFalse(self.files.with_user(user).search([]) & self.files)

    def test_nobody_changes_them(self):
        for user in (self.agent, self.supervisor):
            with self.assertRaises(AccessError):
                self.files.with_user(user).write({"name": "x"})
            with self.assertRaises(AccessError):
                self.files.with_user(user).unlink()

    def test_nothing_active_is_served(self):
        self.authenticate(self.agent.login, self.agent.login)
        for file in self.files:
            for query in ("", "?download=true"):
                with self.subTest(file=file.name, query=query):
                    response = self.url_open(f"/web/content/{file.id}{query}")
                    self.assertEqual(response.status_code, 200)
                    kind = response.headers["Content-Type"]
                    self.assertTrue(kind.startswith("text/plain"), kind)
                    self.assertEqual(
                        response.headers["X-Content-Type-Options"], "nosniff"
                    )
                    self.assertIn(
                        "default-src 'none'",
                        response.headers["Content-Security-Policy"],
                    )

    def test_not_served_to_others(self):
        for login in (None, self.employee.login, self.portal.login):
            self.authenticate(login, login)
            response = self.url_open(f"/web/content/{self.files[0].id}")
            self.assertEqual(response.status_code, 404)
