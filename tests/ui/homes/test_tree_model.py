"""The tree of places as Qt asks for it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.homes.buildings import TreeNode
from ui.homes.tree_model import TreeModel

UNIT = TreeNode("u", "unit", "1单元", 12, 0, 1)
TREE = (
    TreeNode("c1", "compound", "银杏新村", 1300, 2600, 9, (TreeNode("b1", "building", "1号", 24, 58, 2, (UNIT,)),)),
    TreeNode("c2", "compound", "海棠家园", 0, 0, 0),
)


def test_the_model_keeps_qts_rules() -> None:
    model = TreeModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_tree(TREE)
    model.show_tree(TREE[:1])
    assert tester.model() is model
    assert model.rowCount() == 1


def test_places_stand_where_they_belong() -> None:
    model = TreeModel()
    model.show_tree(TREE)
    unit = model.index_of("u")
    assert unit.data() == "1单元"
    assert model.building_of(unit) is TREE[0].children[0]
    assert model.building_of(model.index_of("c1")) is None
    assert model.first_building() == model.index_of("b1")
    assert not model.index_of("gone").isValid()
    assert model.parent(unit) == model.index_of("b1")


def test_counts_stand_in_columns_and_in_words() -> None:
    model = TreeModel()
    model.show_tree(TREE)
    row = [model.index(0, column, QModelIndex()) for column in range(3)]
    assert [index.data() for index in row] == ["银杏新村", "1,300", "2,600"]
    assert row[0].data(Qt.ItemDataRole.AccessibleTextRole) == "银杏新村，1,300 套房屋，2,600 人，空置 9"
    assert row[0].data(Qt.ItemDataRole.UserRole) == "c1"
