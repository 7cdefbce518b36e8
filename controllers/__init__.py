from . import community
from . import invitation
