"""A table that goes on over pages: a head on each, hairlines between rows, a sum at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storefront.pdf import styles
from storefront.pdf.sheet import Sheet, Style, Tone
from storefront.pdf.text import wrap

ROW = 48
GAP = 12
LINE = 21


@dataclass(frozen=True)
class Column:
    """Where a column stands: its left edge, or its right one for figures, and its width."""

    title: str
    x: float
    wide: float
    right: bool = False
    style: Style = styles.BODY


@dataclass(frozen=True)
class Cell:
    """A text, a smaller one under it, and whether that one warns."""

    text: str
    second: str = ""
    bad: bool = False


Row = Sequence[Cell | str]


def fitting(texts: Iterable[str], style: Style, most: float) -> float:
    """The width that the longest of ``texts`` needs, ``most`` at most."""
    return min(most, max(style.width(text) for text in texts) + 1)


class Table:
    """Rows are drawn as they come, so a long one needs no more memory than its marks."""

    def __init__(self, sheet: Sheet, columns: Sequence[Column], *, row: float = ROW) -> None:
        self.sheet, self.columns, self.row = sheet, columns, row

    def draw(self, rows: Iterable[Row], total: Row | None = None) -> None:
        """The head, ``rows``, and ``total`` under an ink line; leaves ``sheet.y`` below."""
        self.sheet.need(30 + 2 * self.row)
        self._head()
        for cells in rows:
            self._row(cells, Tone.LINE, strong=False)
        if total is not None:
            self._row(total, Tone.INK, strong=True)

    def _head(self) -> None:
        for column in self.columns:
            self.sheet.text(column.x, self.sheet.y, column.title, styles.HEADS, right=column.right)
        self.sheet.y += 30

    def _row(self, cells: Row, above: Tone, *, strong: bool) -> None:
        drawn = [self._cell(c, one, strong) for c, one in zip(self.columns, cells, strict=True)]
        deepest = max(len(lines) for lines in drawn)
        high = max(self.row, deepest * LINE + self.row - 22)
        if self.sheet.y + high > self.sheet.bottom:
            self.sheet.turn()
            self._head()
        y = self.sheet.y
        self.sheet.rule(y, tone=above)
        for column, lines in zip(self.columns, drawn, strict=True):
            top = y + (self.row - 22) / 2
            for text, style in lines:
                self.sheet.text(column.x, top, text, style, right=column.right)
                top += LINE
        self.sheet.y = y + high

    def _cell(self, column: Column, cell: Cell | str, strong: bool) -> list[tuple[str, Style]]:
        one = cell if isinstance(cell, Cell) else Cell(cell)
        if not one.text:
            return []
        style = styles.STRONG if strong else column.style
        wrapped = wrap(one.text, style.face, style.size, column.wide)
        lines = [(line, style) for line in wrapped]
        if one.second:
            small = styles.toned(styles.SMALL_STRONG, Tone.BAD) if one.bad else styles.SMALL
            lines += [(t, small) for t in wrap(one.second, small.face, small.size, column.wide)]
        return lines
