from . import base_partner_merge
from . import social_assign_person
from . import social_assign_person_line
from . import social_respond
