-- Who else asked for a suppression that an import made, so that rolling the import back lifts none of theirs.

create table suppression_sources (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  suppression_id uuid not null,
  import_id uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, suppression_id) references suppressions on delete cascade
);
create unique index suppression_sources_once on suppression_sources
  (workspace_id, suppression_id, coalesce(import_id, '00000000-0000-0000-0000-000000000000'));
create index suppression_sources_import on suppression_sources (workspace_id, import_id) where import_id is not null;
comment on table suppression_sources is 'Asked for a suppression that an import had made before: another import, or (import_id null) a person, a member, a mail server. Written by a trigger.';
call wall('suppression_sources');

create trigger sourced before insert on suppressions for each row execute function note_suppression_source();

-- What is known of the time before: files that met an earlier import's suppressions.
insert into suppression_sources (workspace_id, id, suppression_id, import_id)
select distinct on (s.workspace_id, s.id, r.import_id) s.workspace_id, gen_random_uuid(), s.id, r.import_id
from suppressions s
join import_refusals r on r.workspace_id = s.workspace_id and r.value = s.email and r.reason = 'suppressed_before' and r.import_id <> s.import_id
join imports i on i.workspace_id = r.workspace_id and i.id = r.import_id and i.state <> 'rolled_back'
where s.import_id is not null and s.lifted_at is null;
