-- A request that a member entered for an address that this workspace neither has nor had is answered by letter: no mail goes to it.

alter table subject_requests add column by_letter boolean not null default false;
comment on column subject_requests.by_letter is 'Nothing is mailed, because a member typed the address and it is, and was, no contact''s: otherwise any mailbox could be mailed in the platform''s name.';
