from . import controllers
from . import models
from . import report
from . import wizards
from .controllers.webhook import post_load
from .hooks import uninstall_hook
