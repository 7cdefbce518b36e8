"""The public doors: the community (spec B19), its invitations (spec A12), webhooks and
the way back from a login on a platform."""

from . import community
from . import invitation
from . import oauth
from . import webhook
from . import tracked_link
