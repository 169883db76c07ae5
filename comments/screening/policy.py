"""How much each check counts here: what lead moderators have set, and what holds without it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from comments.models import CheckSetting

# From this score on, one check that speaks of spam is enough to call a comment spam, where
# nobody has set another.
SURE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings by the name of their check; without any, every check counts as it ships."""

    settings: Mapping[str, CheckSetting] = field(default_factory=dict)

    def is_watch_only(self, check_name: str) -> bool:
        setting = self.settings.get(check_name)
        return setting is not None and setting.mode == CheckSetting.Mode.WATCH_ONLY

    def is_sure(self, check_name: str, score: float) -> bool:
        """Say whether a score is enough, for a check that may decide at all."""
        setting = self.settings.get(check_name)
        if setting is None:
            return score >= SURE
        return setting.sure_from is not None and round(score * 100, 6) >= setting.sure_from


def read_policy() -> Policy:
    """Read it anew: a change counts from the next comment on, in every process."""
    return Policy({setting.check_name: setting for setting in CheckSetting.objects.all()})
