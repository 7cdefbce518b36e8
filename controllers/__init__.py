from . import community
