"""The reports: SQL views on phases and their moves (spec A22)."""

from . import social_flow_report
from . import social_phase_overview
from . import social_group_answer_report
from . import social_agent
from . import social_target_report
from . import social_security_sheet
from . import social_security_sheet_channels
from . import social_security_sheet_people
