"""The public pages: the community (spec B19) and its invitations (spec A12)."""

from . import community
from . import invitation
