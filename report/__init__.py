from . import social_flow_report
from . import social_phase_overview
