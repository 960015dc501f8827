-- Rules that keep mail away from every address of a domain, or of one name before the @.

create table suppression_rules (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('domain', 'local_part')),
  value text not null check (length(value) between 1 and 254),
  note text check (length(note) <= 500),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index suppression_rules_value on suppression_rules (workspace_id, kind, value);
comment on table suppression_rules is 'Domains and names before the @ that get no mail, such as a competitor''s domain or abuse@. The gate asks them for every message.';
call wall('suppression_rules');
call guard('suppression_rules');
