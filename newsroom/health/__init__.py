"""Whether the site is well: for monitors, and in words for administrators.

Four questions are asked at the same time, each in a thread of its own, and what has not answered
within `looks.PATIENCE` is red itself: whatever hangs, there is an answer.
"""

from newsroom.health.problems import Problem
from newsroom.health.report import examine
from newsroom.health.views import healthz, readyz

__all__ = ["Problem", "examine", "healthz", "readyz"]
