-- Results of creating commands by the one-time key of their form, so that a form sent twice makes one thing.

create table command_results (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id uuid not null,
  key text not null check (key ~ '^[0-9a-f]{32}$'),
  command text not null,
  said bytea not null check (length(said) = 32),
  result jsonb,
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id, key)
);
create index command_results_old on command_results (created_at);
comment on table command_results is 'What a creating command answered to a form, for a day: a form whose answer was lost is sent again and gets the same answer. said: SHA-256 of what the form said, without secrets.';
call wall('command_results');

-- The link of an invitation that its inviter may copy. Unlike the mailed one it does not prove the address.
alter table invitations add column shown_token_hash bytea unique check (length(shown_token_hash) = 32);
comment on column invitations.shown_token_hash is 'The link shown to the inviter once. It invites the address and does not prove it, so it opens no new account.';
