"""The thirty columns in which the flat sheet is exported for the figures: the ones of the generated workbook."""

from __future__ import annotations

COLUMNS = (
    *("小区", "楼栋", "单元", "室号", "姓名", "证件类型", "证件号码", "性别", "出生日期", "民族"),
    *("与户主关系", "婚姻状况", "学历", "政治面貌", "从业状况", "工作单位", "联系电话"),
    *("紧急联系人", "紧急联系电话", "人口类型", "户籍地址", "人户一致标识", "居住关系", "入住日期"),
    *("使用状态", "建筑面积", "产权人", "最近核实日期", "标签", "系统标识"),
)
