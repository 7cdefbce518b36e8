"""A day at the demo's inbox: what agents have done with the mails so far.

Told through the public methods, as the agent, so that the demo looks like work.
"""

TAGS = {"Warranty": 1, "Delivery": 4, "Invoice": 3, "Idea": 10, "Wholesale": 6}
# address: (phases to move on, tags, lawful basis or none)
CASES = {
    "k.moehlenbrock@posteo.example": (2, ["Warranty"], "contract"),
    "megan.doyle@mail.example.com": (2, ["Delivery"], "contract"),
    "helene@atelier-morel.example": (1, ["Invoice"], "contract"),
    "verena.hofer@bergpost.example": (2, ["Idea"], "consent"),
    "m.reuss@waldschule.example": (2, ["Wholesale"], "contract"),
    "gh.santini@isula.example": (1, ["Delivery"], ""),
    "tkuehn@postfach.example.org": (1, [], ""),
    "siobhan@keane.example.org": (1, ["Warranty"], ""),
    "yamamoto@yamabiko.example.net": (1, [], ""),
}
SENTIMENTS = {
    "megan.doyle@mail.example.com": ("bad", "3"),
    "k.moehlenbrock@posteo.example": ("bad", "2"),
    "verena.hofer@bergpost.example": ("good", "2"),
    "m.reuss@waldschule.example": ("neutral", "3"),
}
BROKEN, IDEA = "k.moehlenbrock@posteo.example", "verena.hofer@bergpost.example"
FEEDBACK = (
    "<p>The poles of this series came from a bad batch. A new set is on its way, free"
    " of charge; you need not send the old one back.</p>"
)
CLOSED = ("owen.pritchard@icloud.example.com", "amelie.castagne@boite.example")
ANSWERED = "megan.doyle@mail.example.com"
ANSWER = (
    "<p>Dear Ms Doyle,</p><p>I am glad that the parcel has turned up, and sorry for"
    " the two weeks. For the sleeping bag, hand it in at any post office with the"
    " return label that you get in a second mail; we refund it, and the shipping.</p>"
    "<p>Kind regards,<br/>Ada, Nordwind Outdoor</p>"
)
NOTE = "The carrier admits the wrong delivery; refund of 6.90 agreed with accounting."


def tell(env) -> None:
    """Let the agent work on some of the twists; the caller commits."""
    agent = env["res.users"].search([("login", "=", "agent")])
    twists = env(user=agent)["social.twist"]
    tags = {
        name: env["social.tag"].create({"name": name, "color": color})
        for name, color in TAGS.items()
    }
    for address, case in CASES.items():
        work_on(twists.search([("profile_id.handle", "=", address)]), tags, *case)
    for address in CLOSED:
        for twist in twists.search([("profile_id.handle", "=", address)]):
            twist.action_mark_read()
            twist.action_close()
    for twist in twists.search([("profile_id.handle", "=", ANSWERED)], limit=1):
        twist.message_post(body=NOTE, message_type="comment")
        twist.respond(ANSWER, subject=f"Re: {twist.name}")
    rate(twists)
    process(env, twists)


def rate(twists) -> None:
    """What the first message of some authors means to the shop."""
    for address, (sentiment, relevance) in SENTIMENTS.items():
        for twist in twists.search([("profile_id.handle", "=", address)]):
            message = twist.message_ids_social.filtered(
                lambda one: one.direction == "inbound"
            )[-1:]
            message.rate(sentiment=sentiment, relevance=relevance)


def process(env, twists) -> None:
    """A ticket with feedback from helpdesk, and an idea."""
    helpdesk = env["res.users"].search([("login", "=", "helpdesk")])
    for twist in twists.search([("profile_id.handle", "=", BROKEN)], limit=1):
        ticket = twist.create_ticket({"user_id": helpdesk.id})
        ticket.with_user(helpdesk).write_social_feedback(FEEDBACK)
    for twist in twists.search([("profile_id.handle", "=", IDEA)], limit=1):
        twist.create_idea({"name": "A hood that fits over a climbing helmet"})


def work_on(twists, tags, moves: int, names: list[str], lawful_basis: str) -> None:
    """Read, move on, tag, and assign the person behind, as far as the case goes."""
    for twist in twists:
        for _ in range(moves):
            twist.action_next_phase()
        twist.write({"tag_ids": [(4, tags[name].id) for name in names]})
        if moves > 1:
            twist.action_mark_read()
            twist.action_assign_to_me()
        if lawful_basis:
            twist.assign_person(person(twist), lawful_basis, "Answering the inquiry")


def person(twist):
    """The contact with the author's address, or a new one."""
    profile = twist.profile_id
    return profile._suggest_person() or twist.env["res.partner"].create(
        {"name": profile.display_name, "email": profile.handle}
    )
