"""Dialogs in which agents decide something about twists, persons and ideas."""

from . import base_partner_merge
from . import social_guard_dialog
from . import social_answer_all
from . import social_apply_outcome
from . import social_assign_person
from . import social_assign_person_line
from . import social_campaign_fields
from . import social_choose_account
from . import social_connect
from . import social_conversations
from . import social_create_ticket
from . import social_decide_approval
from . import social_leader
from . import social_leader_assign
from . import social_leader_search
from . import social_leader_tag
from . import social_respond
from . import social_snooze
from . import social_create_idea
from . import social_idea_merge
from . import social_invite
from . import social_write_feedback
from . import social_rule_trial
from . import social_group_follow_up
from . import social_give_away
from . import social_storm_answer
