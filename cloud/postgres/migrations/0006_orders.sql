-- Processes of orders, by which moves are decided; what people call an order; what committees ask.
create index rec_order_process on rec (cid) where type = 'order_process';
-- A number may be of any length, an entry of an index may not: its beginning is enough to find it by.
create index rec_order_no on rec (cid, left(f->>'order_no', 64)) where type = 'work_order' and f->>'order_no' is not null;
create index rec_external_no on rec (cid, left(f->>'external_no', 64)) where type = 'work_order' and f->>'external_no' is not null;
create index rec_question on rec (cid) where type = 'question';
-- The orders that have not ended, as their last event that counted left them (`cloud/orders/moves.py` keeps it so).
insert into fact (cid, kind, key, told)
  select cid, 'open_order', order_uid, '{}' from (
    select distinct on (cid, f->>'order_uid') cid, f->>'order_uid' as order_uid,
      coalesce(f->'placing'->>'landed', f->>'to_status') as status
    from rec where type = 'work_order_event' and life % 2 = 1 and f->'placing'->>'outcome' = 'applied'
    order by cid, f->>'order_uid', (f->'placing'->>'seq')::bigint desc
  ) as last where status not in ('S70', 'S90', 'S91', 'S92');
