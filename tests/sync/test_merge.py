"""The merge of one group, for any values, authors and rules."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger import catalog, clock
from sync.merge import TOLD_OVER, Side, judge, judge_twin
from sync.policies import NEWEST, SOURCES, Policy, outranks, policy
from sync.protocol import plain, same

values = st.none() | st.sampled_from(["甲", "乙", "丙"]) | st.fixed_dictionaries({"a": st.none() | st.just("一")})


def _sides(*sources: str) -> st.SearchStrategy[Side]:
    moments = st.sampled_from(["2026-11-01T08:00:00.000Z", "2026-11-02T08:00:00.000Z"])
    return st.builds(Side, values, moments, st.sampled_from(["op-1", "op-2"]), st.sampled_from(sources))


sides = _sides(*SOURCES, "")
ours = _sides("committee")
feeds = _sides("police", "street")
policies = st.sampled_from([NEWEST, Policy("manual"), Policy("authority", "police"), Policy("authority", "street")])


@given(policies, sides, values, ours, st.booleans())
def test_whoever_saw_what_stands_changes_it_unless_an_authority_wrote_it(
    rule: Policy, stands: Side, was: object, new: Side, trusted: bool
) -> None:
    verdict = judge(rule, stands, was, new, is_clock_trusted=trusted)
    owned = rule.rule == "authority" and stands.source == rule.owner and outranks(stands.source, new.source)
    if same(stands.value, new.value):
        assert (verdict.fate, verdict.trace) == ("same", "")
    elif same(stands.value, was) and not owned:
        assert (verdict.fate, verdict.trace) == ("applied", "")
    else:
        assert verdict.trace, "what was contested always leaves a trace"


@given(policies, sides, values, ours)
def test_a_value_nobody_saw_is_replaced_by_a_later_edit_of_a_newest_group_alone(
    rule: Policy, stands: Side, was: object, new: Side
) -> None:
    verdict = judge(rule, stands, was, new)
    if verdict.fate == "took_new":
        assert rule.rule == "newest"
        assert (new.at, new.op_id) > (stands.at, stands.op_id)


@given(policies, sides, values, sides)
def test_deciding_the_same_again_changes_nothing(rule: Policy, stands: Side, was: object, new: Side) -> None:
    if judge(rule, stands, was, new).writes:
        assert judge(rule, new, was, new).fate == "same"


@given(ours, ours)
def test_two_edits_of_the_same_end_the_same_in_either_order(first: Side, second: Side) -> None:
    """Of a `newest` group whose value both authors saw: who comes first does not matter."""
    start = Side("起初", "2026-10-01T08:00:00.000Z", "op-0", "committee")

    def after(stands: Side, new: Side) -> Side:
        return new if judge(NEWEST, stands, start.value, new).writes else stands

    if (first.at, first.op_id) == (second.at, second.op_id):
        return
    one, other = after(after(start, first), second), after(after(start, second), first)
    if not same(first.value, second.value):
        assert one.value == other.value


@given(policies, sides, values, feeds)
def test_a_feed_writes_what_is_its_own_or_missing_and_suggests_the_rest(
    rule: Policy, stands: Side, was: object, new: Side
) -> None:
    verdict = judge(rule, stands, was, new)
    if verdict.writes:
        assert plain(stands.value) is None or (rule.rule == "authority" and rule.owner == new.source)
    elif verdict.fate == "kept_server":
        assert verdict.trace in ("suggested", "authority")
    if verdict.fate == "took_new":
        assert (stands.source, verdict.trace) == ("committee", "feed_over")


@given(values, feeds, st.integers(min_value=0, max_value=400))
def test_a_feed_over_an_old_value_is_not_told(value: object, new: Side, days: int) -> None:
    rule = Policy("authority", new.source)
    written = clock.instant_text(clock.moment_of(new.at) - timedelta(days=days))
    verdict = judge(rule, Side(value, written, "op-0", "committee"), None, new)
    if plain(value) is not None and not same(value, new.value):
        assert (verdict.fate, verdict.trace) == (
            ("took_new", "feed_over") if days <= TOLD_OVER.days else ("applied", "")
        )


@given(policies, values, values)
def test_a_twin_fills_what_is_missing_and_replaces_nothing(rule: Policy, stands: object, new: object) -> None:
    verdict = judge_twin(rule, stands, new)
    assert verdict.writes == (stands is None and not same(stands, new))


def test_every_policy_speaks_of_a_group_that_there_is() -> None:
    from sync import policies as module

    for name, groups in module._BY_LEDGER.items():
        assert groups.keys() <= catalog.named(name).groups.keys(), name
    assert policy("person", "id_document").owner == "police"
    assert policy("person", "phone") == NEWEST
