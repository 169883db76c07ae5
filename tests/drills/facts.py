"""What a drill found out, as one table; each row that has to hold is asserted."""

import time
from dataclasses import dataclass
from typing import Any


@dataclass
class Row:
    name: str
    found: Any
    # In words, for the table; empty where a figure is only told.
    wanted: str
    holds: bool


class Facts:
    def __init__(self, drill: str) -> None:
        self.drill = drill
        self._rows: list[Row] = []
        self._started = time.monotonic()
        self._is_printed = False

    def tell(self, name: str, found: Any) -> None:
        """Add a figure that may be any."""
        self._rows.append(Row(name, found, "", holds=True))

    def expect(self, name: str, found: Any, wanted: Any) -> None:
        self._rows.append(Row(name, found, str(wanted), found == wanted))

    def expect_at_least(self, name: str, found: float, least: float) -> None:
        self._rows.append(Row(name, found, f"{least} or more", found >= least))

    def confirm(self, name: str, holds: bool) -> None:
        self._rows.append(Row(name, "yes" if holds else "no", "yes", holds))

    def settle(self) -> None:
        """Print the table, and fail where a row does not hold."""
        self.print()
        wrong = [
            f"{row.name}: {row.found}, not {row.wanted}" for row in self._rows if not row.holds
        ]
        assert self._rows
        assert wrong == []

    def print(self) -> None:
        if self._is_printed or not self._rows:
            return
        self._is_printed = True
        self.tell("seconds", round(time.monotonic() - self._started))
        names = max(len(row.name) for row in self._rows)
        found = max(len(str(row.found)) for row in self._rows)
        print(f"\n{self.drill}")
        for row in self._rows:
            wanted = (
                f"   wanted {row.wanted}{'' if row.holds else '   <-- WRONG'}" if row.wanted else ""
            )
            print(f"  {row.name:<{names}}  {row.found!s:>{found}}{wanted}")
