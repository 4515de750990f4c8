-- A committee and its counter. Whoever holds its row decides; the others wait (half the page is left free for updates).
create table head (
  cid text not null,
  name text not null,
  epoch text not null,
  seq bigint not null,
  floor bigint not null,
  lineage json not null,
  primary key (cid)
) with (fillfactor = 50);

-- Every record as it stands, conflicts and aliases among them. fm: [[rv, op_id, device, user, at, source], [group ...]] ...
create table rec (
  cid text not null,
  id uuid not null,
  type text not null,
  rv bigint not null,
  life integer not null,
  f json not null,
  fm json not null,
  made json not null,
  gone json,
  size integer not null,
  primary key (cid, id, type)
);
create unique index rec_rv on rec (cid, rv);

-- Removed records, for ever.
create table graveyard (
  cid text not null,
  id uuid not null,
  type text not null,
  life integer not null,
  rv bigint not null,
  primary key (cid, id, type)
);

-- Natural keys of live records; the hash is keyed, its key is not in the database.
create table natkey (
  cid text not null,
  kind text not null,
  hmac bytea not null,
  type text not null,
  id uuid not null,
  primary key (cid, kind, hmac)
);

-- Which record names which.
create table ref (
  cid text not null,
  id uuid not null,
  type text not null,
  grp text not null,
  target uuid not null,
  primary key (cid, id, type, grp, target)
);
create index ref_target on ref (cid, target);

-- What operations changed, for as long as the law wants it.
create table chg (
  cid text not null,
  rv bigint not null,
  op_id uuid not null,
  type text not null,
  id uuid not null,
  device text not null,
  user_id text not null,
  source text not null,
  kind text not null,
  was json not null,
  new json not null,
  at text not null,
  primary key (cid, rv, op_id, type, id)
);
create index chg_record on chg (cid, id, rv);

-- Decisions, so that an operation is decided once however often it is sent.
create table op_result (
  cid text not null,
  op_id uuid not null,
  device text not null,
  gen integer not null,
  n bigint not null,
  outcome json not null,
  at text not null,
  primary key (cid, op_id),
  unique (cid, device, gen, n)
);

create table device (
  cid text not null,
  device text not null,
  gen integer not null,
  last_n bigint not null,
  pubkey text not null,
  fingerprint text not null,
  state text not null,
  last_at text not null,
  last_seq bigint not null,
  last_seen text not null,
  app text not null,
  since text not null,
  primary key (cid, device)
);

create table enrol_code (
  cid text not null,
  mark bytea not null,
  made text not null,
  expires text not null,
  device text not null,
  primary key (cid, mark)
);

create table report (
  cid text not null,
  device text not null,
  at text not null,
  told json not null,
  primary key (cid, device, at)
);
