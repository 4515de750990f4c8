-- Who names a record is read from its key alone, in which a committee's references lie together by whom they name.
alter table ref drop constraint ref_pkey;
alter table ref add constraint ref_pkey primary key (cid, target, id, type, grp);
drop index ref_target;
create index ref_record on ref (cid, id);
