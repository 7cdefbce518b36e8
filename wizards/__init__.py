from . import social_assign_person
from . import social_respond
