"""The site that other tests start: it leaves nothing behind, also where it does not come up."""

from pathlib import Path

import pytest

from tests.integration.live_site import LiveSite

pytestmark = pytest.mark.worker


class StoppedHalfWay(LiveSite):
    """Somebody presses Ctrl-C while it starts."""

    def start(self, name: str) -> None:
        super().start(name)
        if name == "scheduler":
            raise KeyboardInterrupt


def test_a_start_that_is_broken_off_leaves_no_program_behind(data_dir: Path) -> None:
    site = StoppedHalfWay(data_dir)
    with pytest.raises(KeyboardInterrupt), site:
        pass
    assert set(site.processes) == {"redis", "scheduler"}
    assert all(process.poll() is not None for process in site.processes.values())
