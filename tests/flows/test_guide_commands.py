"""Guide cards on the command line: found, read, and help asked for by a resident."""

from __future__ import annotations

from tests.flows.program import Office

_GUIDE = ("service=老年综合津贴", "kind=养老", "where=受理中心", "materials=身份证", "category=C401")


def test_guides_are_found_read_and_asked_for(empty: Office) -> None:
    assert "topic define service_guide" in empty.ctl("guide", "list").out
    empty.json("topic", "define", "service_guide")
    assert "topic import" in empty.ctl("guide", "list").out
    row = empty.json("topic", "add", "service_guide", *_GUIDE)["id"]
    found = empty.json("guide", "list", "--search", "lnjt")
    assert (found["total"], found["rows"]) == (1, [])
    [card] = empty.json("guide", "list", "--search", "lnzh", "--kind", "养老")["rows"]
    assert (card["id"], card["category"]) == (row, "C401")
    assert {"label": "要带的材料", "text": "身份证"} in card["facts"]
    assert "【老年综合津贴】" in empty.ctl("guide", "show", "老年综合津贴").out
    assert empty.error("guide", "show", "没有")["code"] == 4
    person = empty.json(
        "add", "person", "name=张三", "sex=男", "birth_date=1950-02-03", "id_type=护照", "population_type=户籍人口"
    )["id"]
    made = empty.json("guide", "ask", "老年综合津贴", person, "--text", "腿脚不便，请上门")
    order = empty.json("order", "show", made["id"])
    assert (order["title"], order["source"]) == ("求助 老年综合津贴", "03")
    assert empty.json("topic", "show", "service_guide")["rows"][0]["order"] == made["order_no"]
    assert empty.error("guide", "ask", "老年综合津贴")["code"] == 2
