"""What `stack demo` adds to Odoo's demo data: a mailbox with mail and the simulator.

`fill` runs inside `odoo shell`. It must not import Odoo itself.
"""

import json
import os
from datetime import datetime, timezone
from pathlib import Path

from devtools.demo_story import tell
from devtools.layout import MAIL, REPO
from devtools.maildir import deliver

ADDRESS = "support@shop.example"
DELIVERED = MAIL / "demo-delivered"
SCRIPT = f"""
import sys
sys.path.insert(0, {str(REPO)!r})
from devtools import demo
demo.fill(env)
"""


def fill(env) -> None:
    """Deliver the mails, connect the channel to them, fetch; all committed."""
    servers = json.loads(Path(os.environ["SOCIAL_INBOX_MAIL_SERVERS"]).read_text())
    if not DELIVERED.exists():
        count = deliver_mails(Path(servers["mail_root"]))
        DELIVERED.write_text(f"{count}\n")
    channel = connect_channel(env, servers)
    simulator = connect_simulator(env)
    channel._run_now()
    simulator._run_now()
    env.cr.commit()  # the scheduled action had a transaction of its own
    tell(env)
    env.cr.commit()
    channel._run_now()
    twists = env["social.twist"].search_count([])
    print(f"mails and the simulator have become {twists} twists")


def deliver_mails(mail_root: Path) -> int:
    """Put the demo's mails into its mailbox, byte for byte, the malformed ones too."""
    from devtools.demo_mails import load

    mails = list(load(datetime.now(timezone.utc)))
    for _name, content in mails:
        deliver(mail_root, ADDRESS, content)
    return len(mails)


def connect_simulator(env):
    """Social platforms without any: comments, reviews, direct messages by the clock."""
    values = {
        "name": "Nordwind Outdoor",
        "platform": "simulator",
        "user_id": env.ref("base.user_admin").id,
        "campaign_id": env.ref("social_inbox.campaign_community").id,
        "simulator_scenario": "everyday",
    }
    channel = env["social.channel"].create(values)
    channel.action_connect()
    env.cr.commit()
    return channel


def connect_channel(env, servers: dict):
    values = {
        "name": "Customer Service",
        "platform": "mail",
        "user_id": env.ref("base.user_admin").id,
        "campaign_id": env.ref("social_inbox.campaign_service").id,
        "mail_imap_host": servers["host"],
        "mail_imap_port": servers["imaps_port"],
        "mail_imap_security": "tls",
        "mail_username": ADDRESS,
        "mail_password": servers["password"],
        "mail_address": ADDRESS,
        "mail_sender_name": "Shop Customer Service",
        "mail_smtp_host": servers["host"],
        "mail_smtp_port": servers["smtp_port"],
        "mail_smtp_security": "starttls",
        "mail_ca_certificate": Path(servers["ca_file"]).read_text(),
    }
    channel = env["social.channel"].create(values)
    channel.action_connect()
    env.cr.commit()
    return channel
