"""The configuration of Dovecot 2.3: who may log in, and what a mailbox is.

https://doc.dovecot.org/2.3/configuration_manual/
"""

import string

MAIN = """
base_dir = {folder}/run
state_dir = {folder}/run
instance_name = {name}
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
mail_privileged_group =
mail_max_userip_connections = 50
imap_idle_notify_interval = 29 mins
ssl = yes
ssl_cert = <{folder}/tls.crt
ssl_key = <{folder}/tls.key
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_username_format = %Lu
auth_username_chars = {characters}
auth_failure_delay = 0
auth_cache_size = 0
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%Lu
}}
service anvil {{
  chroot =
  # No growing delay after wrong passwords, which tests give on purpose.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Archive {{
    auto = create
    special_use = \\Archive
  }}
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
}}
"""
# What an address may consist of: no slash, for it names a folder.
CHARACTERS = string.ascii_letters + string.digits + "@.-_+="
# XOAUTH2: Dovecot asks this address, which a test serves, whose token it is.
OAUTH2 = """
tokeninfo_url = http://127.0.0.1:{tokeninfo}/tokeninfo?access_token=
username_attribute = email
active_attribute = active
active_value = true
"""


def files(values: dict[str, object]) -> dict[str, str]:
    """Each file's name and text.

    `values` are folder, name, user, group, uid, gid, password and the ports imap,
    imaps, tokeninfo.
    """
    values = {**values, "characters": CHARACTERS}
    templates = {"dovecot.conf": MAIN, "oauth2.conf": OAUTH2}
    return {name: text.format(**values) for name, text in templates.items()}
