"""The pages of the window, declared once: name, title, icon, where its class is, and whether navigation shows it.

A page's module is imported when the page is first opened, so that starting stays light.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from app.access import Forbidden, Rights
from ui.page import Page


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page before it is made. One that navigation does not show names the page that is marked there (`beneath`).

    `right` is what an account has to be allowed to be offered it, of the ledger `ledger` or of any. A page of the
    office's keeping, `is_managing`, stands in the menu 管理 and not by itself. One that `is_shared` is there once the
    ledger is shared by a cloud.
    """

    name: str
    title: str
    icon: str
    at: str
    beneath: str = ""
    right: str = ""
    ledger: str = ""
    is_managing: bool = False
    is_shared: bool = False

    def load(self) -> type[Page]:
        """Import the module and answer the class of the page."""
        module, name = self.at.split(":")
        return cast("type[Page]", getattr(import_module(module), name))


PAGES = (
    PageEntry("today", "今日", "sun", "ui.today.page:TodayPage"),
    PageEntry("people", "人口", "users", "ui.people.page:PeoplePage", right="view"),
    PageEntry("homes", "房屋", "building-2", "ui.homes.page:HomesPage", right="view"),
    PageEntry("visits", "走访", "footprints", "ui.visits.page:VisitsPage", right="view", ledger="visit"),
    PageEntry(
        "activities", "活动", "calendar-days", "ui.activities.page:ActivitiesPage", right="view", ledger="activity"
    ),
    PageEntry("orders", "工单", "clipboard-list", "ui.orders.page:OrdersPage", right="view", ledger="work_order"),
    PageEntry("statistics", "统计", "chart-column", "ui.statistics.page:StatisticsPage", right="statistics"),
    PageEntry("duplicates", "重复", "copy", "ui.duplicates.page:DuplicatesPage", right="merge"),
    PageEntry("notices", "任务和通知", "inbox", "ui.notices.page:NoticesPage", right="notices", is_shared=True),
    PageEntry(
        "conflicts", "两处都改了", "arrow-left-right", "ui.conflicts.page:ConflictsPage", right="view", is_shared=True
    ),
    PageEntry(
        "campaigns", "年度核对", "list-checks", "ui.campaigns.page:CampaignsPage", right="view", ledger="dwelling"
    ),
    PageEntry("import", "导入", "file-input", "ui.importing.page:ImportPage", right="import"),
    PageEntry("topics", "专题台账", "table-2", "ui.topics.page:TopicsPage", right="view", ledger="topic_merchant"),
    PageEntry("risks", "风险研判", "shield-alert", "ui.risks.page:RisksPage", right="view", ledger="person_tag"),
    PageEntry("guides", "服务指南", "hand-heart", "ui.guides.page:GuidesPage", right="view", ledger="topic_merchant"),
    PageEntry("settings", "设置", "settings", "ui.settings.page:SettingsPage"),
    PageEntry("batches", "导入批次", "layers", "ui.batches.page:BatchesPage", right="import", is_managing=True),
    PageEntry(
        "recycle_bin", "回收站", "trash-2", "ui.recycle_bin.page:RecycleBinPage", right="remove", is_managing=True
    ),
    PageEntry("backups", "备份", "hard-drive", "ui.backups.page:BackupsPage", right="backup", is_managing=True),
    PageEntry("accounts", "账号", "id-card", "ui.accounts.page:AccountsPage", right="accounts", is_managing=True),
    PageEntry("approvals", "导出登记", "stamp", "ui.approvals.page:ApprovalsPage", is_managing=True),
    PageEntry("rights", "权限", "shield-check", "ui.rights.page:RightsPage", is_managing=True),
    PageEntry("audit", "日志审计", "history", "ui.audit.page:AuditPage", right="audit", is_managing=True),
    PageEntry("watch", "异常提醒", "triangle-alert", "ui.watch.page:WatchPage", right="watch", is_managing=True),
    PageEntry("status", "运行状况", "activity", "ui.status.page:StatusPage", is_managing=True),
    PageEntry("incidents", "安全事件", "siren", "ui.incidents.page:IncidentsPage", right="incident", is_managing=True),
    PageEntry("compliance", "合规", "badge-check", "ui.compliance.page:CompliancePage", is_managing=True),
    PageEntry(
        "refused", "没有上报成功", "circle-alert", "ui.refused.page:RefusedPage", beneath="conflicts", right="view"
    ),
    PageEntry("roster", "应急名册", "life-buoy", "ui.roster.page:RosterPage", beneath="homes"),
    PageEntry("contacts", "应急联络树", "phone", "ui.risks.contacts_page:ContactsPage", beneath="risks"),
    PageEntry(
        "transfers",
        "转接",
        "user-check",
        "ui.transfers.page:TransfersPage",
        beneath="people",
        right="act",
        ledger="person",
    ),
    PageEntry("person", "一人一档", "user", "ui.dossier.person_page:PersonPage", beneath="people"),
    PageEntry("dwelling", "一户一档", "house", "ui.dossier.dwelling_page:DwellingPage", beneath="homes"),
    PageEntry("order_figures", "工单指标", "chart-column", "ui.order_figures.page:OrderFiguresPage", beneath="orders"),
    PageEntry("order", "一单一档", "clipboard-list", "ui.orders.order_page:OrderPage", beneath="orders"),
    PageEntry(
        "activity", "一个活动", "calendar-days", "ui.activities.activity_page:ActivityPage", beneath="activities"
    ),
    PageEntry("visit", "一次走访", "footprints", "ui.visits.visit_page:VisitPage", beneath="visits"),
)
_BY_NAME = {entry.name: entry for entry in PAGES}

IN_NAVIGATION = tuple(entry for entry in PAGES if not (entry.beneath or entry.is_managing or entry.is_shared))
"""Pages that stand by themselves, the first ten with a number (Ctrl+1 … Ctrl+9, Ctrl+0), the settings with Ctrl+, ."""
SHARED = tuple(entry for entry in PAGES if entry.is_shared)
MANAGING = tuple(entry for entry in PAGES if entry.is_managing)
FIRST = "today"


def refusal(rights: Rights, name: str) -> Forbidden | None:
    """Why an account may not open a page, None when it may; beneath another one it needs what that one needs."""
    entry = entry_of(name)
    if not entry.right and entry.beneath:
        return refusal(rights, entry.beneath)
    return rights.refusal(entry.right, entry.ledger) if entry.right else None


def entry_of(name: str) -> PageEntry:
    """The page called `name`."""
    return _BY_NAME[name]
