"""Puts a print on pages: blocks one below the other, heads of tables repeated, headings never alone at the foot.

Works in any thread and tells how far it is; painting a composed page is quick.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.jobs import SILENT, JobContext
from app.printed import Bars, Part, Poster, PrintedFields, Printout, Slips
from ui.printing import watermark
from ui.printing.bars import BarBlock, LegendBlock
from ui.printing.blocks import PALE, Block, FieldsBlock, HeadingBlock, RowBlock, TitleBlock
from ui.printing.columns import widths
from ui.printing.paper import DOTS_PER_INCH, SPACE_MM, Paper, mm, type_of
from ui.printing.posters import PosterBlock
from ui.printing.slip_blocks import ACROSS, SlipsBlock

_BETWEEN_CHECKPOINTS = 200
COMPOSING = "composing"


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and how far below the top of the page's inside it stands."""

    top: float
    block: Block


@dataclass(frozen=True, slots=True)
class Composed:
    """A print on its pages; `mark` is the watermark behind them, that of a preview until the print has a number."""

    printout: Printout
    paper: Paper
    pages: tuple[tuple[Placed, ...], ...]
    mark: str = ""

    def paint(self, painter: QPainter, number: int, *, dots_per_inch: float) -> None:
        """Draw page `number`, counted from 1, on a device of this resolution."""
        painter.save()
        scale = dots_per_inch / DOTS_PER_INCH
        painter.scale(scale, scale)
        inside = self.paper.inside
        watermark.paint(painter, self.paper.size, "" if self.printout.is_posted else self.mark)
        for placed in self.pages[number - 1]:
            placed.block.paint(painter, QPointF(inside.left(), inside.top() + placed.top))
        self._foot(painter, inside, number)
        painter.restore()

    def _foot(self, painter: QPainter, inside: QRectF, number: int) -> None:
        """Committee and title, page number, who printed it and when."""
        face = type_of("small")
        painter.setFont(face.font)
        painter.setPen(PALE)
        line = QRectF(inside.left(), inside.bottom() - face.line, inside.width(), face.line)
        made = self.printout
        third = line.width() / 3
        texts = (
            (f"{made.committee}　{made.title}" if number > 1 else made.committee, Qt.AlignmentFlag.AlignLeft),
            (page_number(number, len(self.pages)), Qt.AlignmentFlag.AlignHCenter),
            (f"{made.made_on} {made.made_by} 打印", Qt.AlignmentFlag.AlignRight),
        )
        for at, (text, side) in enumerate(texts):
            box = QRectF(line.left() + at * third, line.top(), third, line.height())
            painter.drawText(box, int(side), face.metrics.elidedText(text, Qt.TextElideMode.ElideRight, third))


def page_number(number: int, of: int) -> str:
    """第 1 页 共 3 页."""
    return f"第 {number} 页 共 {of} 页"


def compose(printout: Printout, paper: Paper, ctx: JobContext = SILENT) -> Composed:
    """Lay a print out; a cancel leaves nothing behind."""
    pager = _Pager(paper)
    if not any(isinstance(part, Poster) for part in printout.parts):  # a poster is its own title
        pager.add(TitleBlock(printout.title, "　".join(printout.notes), paper.inside.width()))
    done = 0
    for part in printout.parts:
        head: Block | None = None
        blocks = _blocks(part, paper.inside.width(), pager.room)
        if isinstance(part, Bars):
            blocks = pager.kept_together(tuple(blocks))
        for block in blocks:
            if _is_head(block):
                head = block
            pager.add(block, repeated=head)
            done += 1
            if done % _BETWEEN_CHECKPOINTS == 0:
                ctx.checkpoint()
                ctx.report(done, printout.rows, COMPOSING)
        pager.skip(mm(SPACE_MM))
    return Composed(printout, paper, pager.pages(), f"{printout.made_by} {printout.made_on} 预览")


class _Pager:
    """Places blocks; `room` is how high the content of a page may be."""

    def __init__(self, paper: Paper) -> None:
        self.room = paper.inside.height() - type_of("small").line - mm(2 * SPACE_MM)
        self._pages: list[list[Placed]] = [[]]
        self._top = 0.0

    def kept_together(self, blocks: tuple[Block, ...]) -> Iterator[Block]:
        """The blocks again; those that one page can hold begin a new one where the rest of this one cannot."""
        height = sum(block.height for block in blocks)
        if self._top + height > self.room >= height and self._pages[-1]:
            self._pages.append([])
            self._top = 0.0
        return iter(blocks)

    def add(self, block: Block, *, repeated: Block | None = None) -> None:
        """Put a block below the last one, or at the top of a new page below the head that is repeated."""
        if self._top + block.height > self.room and self._pages[-1]:
            moved = self._left_alone()
            self._pages.append([])
            self._top = 0.0
            for one in moved:
                self._place(one)
            if repeated is not None and repeated is not block and repeated not in moved:
                self._place(repeated)
        self._place(block)

    def skip(self, height: float) -> None:
        """Leave room below a part."""
        self._top += height

    def pages(self) -> tuple[tuple[Placed, ...], ...]:
        """The pages so far."""
        return tuple(map(tuple, self._pages))

    def _place(self, block: Block) -> None:
        self._pages[-1].append(Placed(self._top, block))
        self._top += block.height

    def _left_alone(self) -> list[Block]:
        """Headings and heads at the foot of the page, whose first row is on the next; they go with it."""
        page, moved = self._pages[-1], list[Block]()
        while len(page) > 1 and _announces(page[-1].block):
            moved.insert(0, page.pop().block)
        return moved


def _announces(block: Block) -> bool:
    return isinstance(block, HeadingBlock) or _is_head(block)


def _is_head(block: Block) -> bool:
    """True for what is repeated on every page that its part goes on to."""
    return isinstance(block, LegendBlock) or (isinstance(block, RowBlock) and block.is_head)


def _blocks(part: Part, width: float, height: float) -> Iterator[Block]:
    if part.heading:
        yield HeadingBlock(part.heading, width)
    if isinstance(part, Poster):
        yield PosterBlock(part, width, height)
        return
    if isinstance(part, Slips):
        for start in range(0, len(part.slips), ACROSS):
            yield SlipsBlock(part.slips[start : start + ACROSS], width)
        return
    if isinstance(part, Bars):
        yield LegendBlock(part, width)
        yield from (BarBlock(bar, part, width) for bar in part.bars)
        return
    if isinstance(part, PrintedFields):
        for start in range(0, len(part.pairs), 2):
            yield FieldsBlock(part.pairs[start : start + 2], width)
        return
    room = widths(part, width, type_of("body", is_strong=True), type_of("body"))
    yield RowBlock([column.heading for column in part.columns], part.columns, room, is_head=True)
    for row in part.rows:
        yield RowBlock(row, part.columns, room)
