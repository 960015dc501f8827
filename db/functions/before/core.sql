-- What tables are built with: row-level security, the debt of an audit entry, ids. This folder runs before the migrations, so its texts
-- name no table or type of ours in a place that PostgreSQL looks at when it makes them.

-- lib/core sets these two for the length of a transaction; row-level security reads them. A body after `return` is bound to its names when
-- it is made, as `set search_path` would bind it, and is inlined where it is called.

create or replace function app_workspace_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.workspace_id', true), '')::uuid;

create or replace function app_user_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.user_id', true), '')::uuid;

-- A UUIDv7 for rows that no application ever touches one by one: the time in front of a random v4, its version bits set to 7.
create or replace function new_id() returns uuid language sql volatile parallel safe
  return encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;

-- What is append-only, and what nobody may empty.
create or replace function refuse_change() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;

-- A guarded table notes, once per transaction, that an audit entry is owed; collect_audit asks for it at the commit.
create or replace function require_audit() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into audit_required (xact_id) values (pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;

create or replace function collect_audit() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_paid boolean;
begin
  delete from audit_required where xact_id = new.xact_id returning paid into v_paid;
  if not v_paid then
    raise exception 'no audit entry in this transaction: nothing was changed' using errcode = 'check_violation';
  end if;
  if current_setting('app.people', true) = 'owed' then
    raise exception 'people were taken away and not counted: nothing was changed' using errcode = 'check_violation';
  end if;
  return null;
end $$;

create or replace procedure guard(target regclass) language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('create trigger audited after insert or update or delete on %s for each statement execute function require_audit()', target);
  execute format('create trigger no_truncate before truncate on %s for each statement execute function refuse_change()', target);
end $$;

-- One wall, written once: rows of another workspace do not exist.
create or replace procedure wall(target regclass) language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('create policy wall on %s using (workspace_id = (select app_workspace_id())) with check (workspace_id = (select app_workspace_id()))', target);
end $$;

-- Rows of an account: whoever only reads, as queries do, finds their own and those of the people in the workspace they entered, so that a
-- forgotten where shows no stranger's. The role that writes finds everybody's: it looks accounts up before anybody is signed in.
create or replace procedure wall_account(target regclass) language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('alter table %s enable row level security', target);
  -- With its schema: a temporary table of the same name, which its maker may write, would open the wall otherwise.
  execute format('create policy wall on %s using ((select has_table_privilege(%L, ''insert''))
    or user_id = (select app_user_id())
    or user_id in (select m.user_id from memberships m where m.workspace_id = (select app_workspace_id())))', target, 'public.' || target::text);
end $$;

-- Counts the keys of the ring, and wraps nothing under one that was taken out.
create or replace function data_key_wrapped() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare v_out timestamptz;
begin
  select taken_out_at into v_out from ring_keys where id = new.ring_key_id;
  if not found then
    insert into ring_keys (id) values (new.ring_key_id) on conflict do nothing;
  elsif v_out is not null then
    raise exception 'the ring key % was taken out', new.ring_key_id using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- Whether the session may write what the owner of the tables may: migrations, the operator. No role of the application is.
create or replace function owns_tables() returns boolean language sql stable parallel safe set search_path = public, pg_temp as $$
  select pg_has_role(session_user, (select c.relowner from pg_class c where c.oid = to_regclass('public.users')), 'member')
$$;

-- A time that ends something is written once: what has ended does not come back, and its end does not move.
create or replace function refuse_return() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception '% has ended for good: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
