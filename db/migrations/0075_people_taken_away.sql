-- Erasing, suppressing and rolling back are counted together, because a list that goes in small pieces is gone as well.

create table people_taken (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  taken_by uuid not null,
  how text not null,
  people integer not null check (people > 0),
  list boolean not null default false,
  told boolean not null default false,
  at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index people_taken_lately on people_taken (workspace_id, taken_by, at);
comment on table people_taken is 'How many people a member or key erased, suppressed or rolled back lately, so that the many need an admin. Kept for a day.';
comment on column people_taken.taken_by is 'The member, or the key of a program.';
comment on column people_taken.list is 'Whether they went as a list of an admin, which takes nothing of the few that go at once.';
comment on column people_taken.told is 'Whether the owners were mailed about it.';
call wall('people_taken');

alter table bulk_actions drop constraint bulk_actions_kind_check, add constraint bulk_actions_kind_check check (kind in ('tag', 'untag', 'subscribe', 'suppress', 'erase', 'roll_back'));
alter table bulk_actions add column undo_seconds integer not null default 10;
comment on column bulk_actions.undo_seconds is 'How long it can be undone. More than ten: nobody starts it earlier.';
update bulk_actions set undo_seconds = 600 where kind = 'erase' and total > 20;
