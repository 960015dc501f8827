-- Bulk actions: what a member asked for many contacts at once, as a job that begins ten seconds later, so that it can be undone.

create table bulk_actions (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('tag', 'untag', 'subscribe', 'suppress', 'erase')),
  input jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'finished', 'failed', 'cancelled', 'undone')),
  total integer not null check (total > 0),
  done integer not null default 0,
  changed integer not null default 0,
  failure text,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  starts_at timestamptz not null,
  started_at timestamptz,
  moved_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, id)
);
create index bulk_actions_newest on bulk_actions (workspace_id, created_at desc);
comment on table bulk_actions is 'What a member does to many contacts at once. Nothing happens before starts_at, so that undoing leaves no trace.';
comment on column bulk_actions.changed is 'Contacts for whom something changed; the others keep their reason in bulk_action_contacts.';
call wall('bulk_actions');

create table bulk_action_contacts (
  workspace_id uuid not null,
  action_id uuid not null,
  contact_id uuid not null,
  outcome text check (outcome in ('changed', 'same', 'gone', 'left', 'complained', 'suppressed', 'no_ground')),
  primary key (workspace_id, action_id, contact_id),
  foreign key (workspace_id, action_id) references bulk_actions on delete cascade
);
create index bulk_action_contacts_open on bulk_action_contacts (workspace_id, action_id, contact_id) where outcome is null;
comment on table bulk_action_contacts is 'The contacts of a bulk action as they were selected, and what became of each. Null: not yet its turn. Kept for 30 days.';
call wall('bulk_action_contacts');
