-- The wall in front of people: whoever only reads finds themselves, and the people of the workspace they entered, now and formerly.

create table former_members (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  left_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
comment on table former_members is 'Who belonged to a workspace before. Its log and pages still name them, and nobody else''s do. A trigger of memberships writes it.';
call wall('former_members');

create trigger former_member after insert or delete on memberships for each row execute function note_former_member();

-- Those who left before there was this record: what a workspace did names them.
insert into former_members (workspace_id, user_id, left_at)
select w.id, u.id, min(named.at)
from (
  select chain_id as workspace_id, case when target ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then target::uuid end as user_id,
    occurred_at as at
  from audit_events where action in ('member.remove', 'member.leave') and result = 'done'
  union all select workspace_id, invited_by, created_at from invitations
  union all select workspace_id, connected_by, created_at from email_accounts
  union all select workspace_id, attested_by, created_at from imports
  union all select workspace_id, asked_by, asked_at from audit_exports
  union all select workspace_id, requested_by, created_at from audit_verifications
  union all select workspace_id, created_by, created_at from campaigns
  union all select workspace_id, actor_id::uuid, min(occurred_at) from consents where actor_kind = 'member' group by 1, 2
) named
join workspaces w on w.id = named.workspace_id
join users u on u.id = named.user_id
where not exists (select from memberships m where m.workspace_id = w.id and m.user_id = u.id)
group by w.id, u.id
on conflict do nothing;

alter table users enable row level security;
-- The role that writes finds everybody: it looks accounts up before anybody is signed in.
create policy wall on users using ((select has_table_privilege('public.users', 'insert'))
  or id = (select app_user_id())
  or id in (select m.user_id from memberships m where m.workspace_id = (select app_workspace_id()))
  or id in (select f.user_id from former_members f where f.workspace_id = (select app_workspace_id())));
