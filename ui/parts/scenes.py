"""The parts themselves, on one board, and the dialogs that any page may open."""

from __future__ import annotations

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QRadioButton, QTabWidget, QVBoxLayout, QWidget

from app.jobs import Progress
from ui.look.roles import label
from ui.look.tokens import XL, L, M, S
from ui.parts.bands import FilterBand, StatusLine, TitleBand
from ui.parts.buttons import danger_button, link_button, menu_button, plain_button, primary_button, quiet_button
from ui.parts.cards import Card
from ui.parts.chips import Badge, FilterChip, TagChip
from ui.parts.codes_box import CodesBox
from ui.parts.dialog import ReasonDialog, question
from ui.parts.drawer import Drawer
from ui.parts.fields import CodeBox, DateEdit, Labelled, LineEdit, PasswordEdit, YesNoBox
from ui.parts.progress import ProgressLine
from ui.parts.table import plain_table
from ui.stage import Scene, Stage

_MANY = "独居老人、失能老人、低保、残疾人、特困人员、退役军人、独居老人、困境儿童、结对关爱老人、认知障碍老人"
_ROWS = (("张*", "银杏新村 12 号 301 室", "138****2211"), ("欧阳**", "银杏新村 12 号 1102 室", "未填"))


def _board(_stage: Stage) -> QWidget:
    board = QWidget()
    board.setAccessibleName("部件")
    column = QVBoxLayout(board)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    band = TitleBand("部件")
    band.set_count("2,416 人 · 筛选后 37")
    for button in (menu_button("导入", "upload"), plain_button("导出", "download"), primary_button("新增", "plus")):
        band.add_action(button)
    filters = FilterBand()
    filters.add(menu_button("我的视图"))
    filters.show_chips([FilterChip("小区：银杏新村"), FilterChip("标签：独居老人")])
    across = QHBoxLayout()
    across.setSpacing(0)
    across.addLayout(_left(), 1)
    across.addWidget(_drawer())
    column.addWidget(band)
    column.addWidget(filters)
    column.addLayout(across, 1)
    column.addWidget(StatusLine("已选 1 人"))
    return board


def _left() -> QVBoxLayout:
    left = QVBoxLayout()
    left.setContentsMargins(L, S, L, S)
    left.setSpacing(M)
    model = QStandardItemModel(0, 3, left)
    model.setHorizontalHeaderLabels(["姓名", "住址", "电话"])
    for row in _ROWS:
        model.appendRow([QStandardItem(text) for text in row])
    table = plain_table(model, "居民")
    table.selectRow(0)
    tabs = QTabWidget()
    tabs.addTab(table, "居住")
    tabs.addTab(QWidget(), "变更")
    left.addWidget(tabs, 1)
    left.addLayout(_fields())
    left.addLayout(_marks())
    progress = ProgressLine("导入 人口.xlsx")
    progress.show_progress(Progress("writing", 300, 1000, 75), "写入")
    left.addWidget(progress)
    return left


def _fields() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(S)
    refused = Labelled("证件号码", LineEdit("31011"))
    refused.set_error("位数不对，应为 18 位")
    fields = (refused, Labelled("民族", CodeBox("ethnicity")), Labelled("出生日期", DateEdit(), "可只写到年"))
    for field in (*fields, Labelled("户主", YesNoBox()), Labelled("密码", PasswordEdit())):
        row.addWidget(field)
    return row


def _marks() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(S)
    check, radio, off = QCheckBox("只看今天"), QRadioButton("合并"), plain_button("不可用")
    check.setChecked(True)
    radio.setChecked(True)
    off.setEnabled(False)
    for widget in (
        check,
        radio,
        off,
        danger_button("移入回收站"),
        link_button("打开档案"),
        quiet_button("refresh-cw", "刷新"),
    ):
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _drawer() -> Drawer:
    drawer = Drawer("张*")
    card = Card("近况")
    card.body.addWidget(label("2,416", "figure"))
    card.body.addWidget(label("核实于 2026-11-21", "caption"))
    drawer.body.addWidget(card)
    for word, tone in (("已核实", "good"), ("存疑", "warn"), ("退回", "bad"), ("待上报", "info"), ("空置", "plain")):
        drawer.body.addWidget(Badge(word, tone))  # type: ignore[arg-type]  # the words of a tuple are not literals
    drawer.body.addWidget(TagChip("独居老人"))
    drawer.body.addStretch(1)
    drawer.foot.addWidget(primary_button("打开档案"))
    return drawer


def _question(_stage: Stage) -> QWidget:
    return question(None, "移入回收站？", "张* 的 1 条居住一并移走，可以从回收站放回。", "移入回收站", is_danger=True)


def _reason(_stage: Stage) -> QWidget:
    return ReasonDialog("查看完整证件号码", "看了什么、为什么看，都会记下来。")


def _codes(_stage: Stage) -> QWidget:
    """A field of several codes: empty, with some, with many and a word that means none."""
    board = QWidget()
    board.setAccessibleName("多选")
    column = QVBoxLayout(board)
    column.setContentsMargins(XL, XL, XL, XL)
    column.setSpacing(L)
    for name, said in (("家庭标签", ""), ("帮扶措施", "民政、残联"), ("重点标签", _MANY)):
        box = CodesBox("help_measure" if name == "帮扶措施" else "key_group_tag")
        line = Labelled(name, box)
        box.set_value(said)
        if said == _MANY:
            box.line.setText("没有的词")
            line.set_error("不在可选的内容里")
        column.addWidget(line)
    column.addStretch(1)
    return board


SCENES = (
    Scene("codes--normal", _codes),
    Scene("parts--normal", _board),
    Scene("ask--normal", _question),
    Scene("reason--normal", _reason),
)
