"""Work orders 工单 as pure rules: the same on every PC and in the cloud (docs/work_orders.md).

`states.py` and `rows.py` are the state table as data, `facts.py` what is known of one order, `effects.py` how an event
changes it; `flow.py` answers what may be done and does it, `merging.py` decides what becomes of a move that comes from
another PC. `holidays.py`, `working_time.py`, `limits.py` and `clocks.py` are time, `ladder.py` who hears of what is
late and `urging.py` how they are told; `stored.py` and `chain.py` keep the events and hold them together;
`process.py` is how each category is handled.
Nothing here reads or writes a store.
"""
