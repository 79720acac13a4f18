"""What a row of the table is, and how rounds are run: A B A B, a ratio within each round."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 5
Figure = Callable[[], float]


@dataclass(frozen=True)
class Row:
    """One line: ``ratios`` of its rounds; where ``less`` is better, ``must`` is an upper bound."""

    name: str
    against: str
    must: float
    want: float
    ratios: list[float]
    note: str
    less: bool = False

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.ratios)

    @property
    def verdict(self) -> str:
        """``wanted``, ``ok`` or ``MISSES``."""
        found, must, want = self.middle, self.must, self.want
        if self.less:
            found, must, want = -found, -must, -want
        return "wanted" if found >= want else "ok" if found >= must else "MISSES"

    def __str__(self) -> str:
        low, high = min(self.ratios), max(self.ratios)
        bound = "<=" if self.less else ">="
        return (
            f"{self.name:34} {self.middle:6.2f}  ({low:.2f} to {high:.2f})  "
            f"must {bound} {self.must:.2f}, want {self.want:.2f}  {self.verdict:7} {self.note}"
        )


def ratios(top: Figure, bottom: Figure, rounds: int = ROUNDS) -> tuple[list[float], str]:
    """``top() / bottom()`` of each round; and the medians of both, as microseconds."""
    pairs = [(top(), bottom()) for _ in range(rounds)]
    one, other = (statistics.median(side) * 1e6 for side in zip(*pairs, strict=True))
    return [above / below for above, below in pairs], f"{one:.0f} / {other:.0f} us"


def quantile(times: list[float], share: float) -> float:
    """The time that ``share`` of them do not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
