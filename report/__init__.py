"""The reports: SQL views on phases and their moves (spec A22)."""

from . import social_flow_report
from . import social_phase_overview
