-- The team: who was asked to join a workspace.

create table invitations (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  email text not null check (email = lower(email) and length(email) <= 254),
  role text not null check (role in ('admin', 'member', 'viewer')),
  token_hash bytea not null check (length(token_hash) = 32),
  invited_by uuid not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  cancelled_at timestamptz,
  primary key (workspace_id, id)
);
create unique index invitations_open on invitations (workspace_id, email) where accepted_at is null and cancelled_at is null;
-- The directory finds a workspace by it (workspace_of).
create index invitations_token on invitations (token_hash);
comment on table invitations is 'A place in a workspace, mailed to an address: single use, for 7 days, kept as a hash.';
call guard('invitations');
call wall('invitations');
