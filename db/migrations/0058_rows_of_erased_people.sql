-- Rows of imports that are found by their address, so that an erasure is quick also after a file of a million rows; and contacts whose
-- data are restricted, whom a bulk action leaves as they are.

alter table import_refusals add column email_hash bytea;
comment on column import_refusals.email_hash is 'Keyed hash of the row''s address, by which an erasure finds it. Null where the row holds no address that could be read, and for rows older than this column: those are searched as text.';
create index import_refusals_hash on import_refusals (workspace_id, email_hash) where email_hash is not null;
create index import_refusals_unhashed on import_refusals (workspace_id) where email_hash is null and value <> '[erased]';

alter table bulk_action_contacts drop constraint bulk_action_contacts_outcome_check, add constraint bulk_action_contacts_outcome_check
  check (outcome in ('changed', 'same', 'gone', 'left', 'complained', 'suppressed', 'no_ground', 'restricted'));
