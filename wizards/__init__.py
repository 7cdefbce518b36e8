from . import base_partner_merge
from . import social_answer_all
from . import social_assign_person
from . import social_assign_person_line
from . import social_conversations
from . import social_create_ticket
from . import social_respond
from . import social_write_feedback
