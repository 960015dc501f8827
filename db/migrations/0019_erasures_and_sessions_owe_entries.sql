-- A destroyed key of personal data leaves an entry, and sessions and mailed links owe one.

-- ── Destroyed keys ───────────────────────────────────────────────────────────────────────────────────────────────────

create table forgotten_keys (
  key_id uuid primary key,
  chain_id uuid not null,
  seq bigint not null,
  at timestamptz not null
);
create index forgotten_keys_at on forgotten_keys (at);
comment on table forgotten_keys is 'Where the log says that a person key was destroyed: chain, number and time of the entry. Verifying asks it for every key that is missing. It names no person.';

-- Keys that were missing before the log recorded it are named once, so that verifying does not call them tampering.
do $$
declare
  v record;
  v_seq bigint;
  v_at timestamptz;
begin
  if not exists (select from audit_events) then return; end if;
  for v in
    select g.chain_id, g.workspace_id, g.user_id, array_agg(g.key) as keys from (
      select m.*, (row_number() over (partition by m.chain_id order by m.key) - 1) / 200 as batch from (
        select distinct on (u.key) u.key, u.chain_id, u.workspace_id,
          case when u.workspace_id is null then nullif(u.chain_id, '00000000-0000-0000-0000-000000000000') end as user_id
        from (
          select e.origin_key as key, e.chain_id, e.workspace_id from audit_events e where e.origin_key is not null
          union all
          select e.about_key, e.chain_id, e.workspace_id from audit_events e where e.about_key is not null
        ) u
        where not exists (select from person_keys k where k.id = u.key)
        order by u.key, u.chain_id
      ) m
    ) g group by g.chain_id, g.workspace_id, g.user_id, g.batch
  loop
    perform audit_append_at(new_id(), v.workspace_id, v.user_id, 'job', 'update', 'audit_log.forget', 'done', null,
      json_build_object('because', 'before an update', 'keys', v.keys)::text, null, null, 'update', null);
    select c.seq, c.at into v_seq, v_at from audit_chains c where c.chain_id = v.chain_id;
    insert into forgotten_keys (key_id, chain_id, seq, at) select k, v.chain_id, v_seq, v_at from unnest(v.keys) k;
  end loop;
end $$;

create trigger forgotten after delete on person_keys referencing old table as gone
  for each statement execute function note_forgotten_keys();
create trigger append_only before update on person_keys for each row execute function refuse_change();
create trigger append_only before update on forgotten_keys for each row execute function refuse_change();

drop function if exists forget_person(uuid);

-- ── Sessions and mailed links ────────────────────────────────────────────────────────────────────────────────────────
-- Only `last_seen_at` is free, because every request writes it. What the owner of the tables writes is exempt: it may switch triggers off.

create trigger audited after insert or update of id, sid_hash, user_id, workspace_id, amr, auth_time, created_at, absolute_expires_at,
  revoked_at, ip, user_agent, country, city on sessions
  for each statement when (not owns_tables()) execute function require_audit();
create trigger ended_for_good before update of revoked_at on sessions for each row
  when (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at) execute function refuse_return();

create trigger audited after insert or update on email_tokens
  for each statement when (not owns_tables()) execute function require_audit();
create trigger ended_for_good before update of used_at on email_tokens for each row
  when (old.used_at is not null and new.used_at is distinct from old.used_at) execute function refuse_return();
