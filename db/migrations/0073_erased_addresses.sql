-- Erased addresses by their keyed hash, so that an import that was begun before brings nobody back.

create table erased_addresses (
  workspace_id uuid not null references workspaces on delete cascade,
  email_hash bytea not null,
  erased_at timestamptz not null default now(),
  primary key (workspace_id, email_hash)
);
comment on table erased_addresses is 'When a person was erased, by the keyed hash of each address: an import begun before skips them. Gone after 60 days, once no such import has its file.';
call wall('erased_addresses');

alter table imports add column erased integer not null default 0;
comment on column imports.erased is 'Rows of people who were erased after the import was begun, and were not brought back.';
