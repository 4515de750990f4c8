-- Records that an erasure order took: the row stays, without a value, so that every PC hears of it whenever it comes.
alter table rec add column is_erased boolean not null default false;
