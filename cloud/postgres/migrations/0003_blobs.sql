-- Bytes of attachments: how much of each came, and the names of its pieces where they lie.
create table blob (
  cid text not null,
  sha256 text not null,
  size bigint not null,
  pieces json not null,
  is_whole boolean not null,
  touched text not null,
  unnamed_since text not null,
  primary key (cid, sha256)
);

-- Which records name a blob.
create index rec_attachment_sha on rec (cid, (f->'content'->>'sha')) where type = 'attachment';
create index rec_attachment_thumb on rec (cid, (f->'content'->>'thumb')) where type = 'attachment';
create index rec_person_photo on rec (cid, (f->>'photo')) where type = 'person' and f->>'photo' is not null;
