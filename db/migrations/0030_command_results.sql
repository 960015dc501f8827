-- Results of creating commands by the one-time key of their form, so that a form sent twice makes one thing.

create table command_results (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id uuid not null,
  key text not null check (key ~ '^[0-9a-f]{32}$'),
  command text not null,
  said bytea not null check (length(said) = 32),
  result jsonb,
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id, key, said)
);
create index command_results_old on command_results (created_at);
comment on table command_results is 'What a creating command answered to a form, for a day: a form whose answer was lost is sent again and gets the same answer. said: SHA-256 of what the form said, without secrets.';
call wall('command_results');
