-- The few things that are kept beside the records: accounts, transfers, packages, departments, sources.
create table fact (
  cid text not null,
  kind text not null,
  key text not null,
  told json not null,
  primary key (cid, kind, key)
);
