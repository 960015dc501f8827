-- What the tables of the audience are built with.

-- An insert that meets an import's suppression changes nothing there, and its wish must outlive that import. So each one is noted,
-- whoever makes it and whether or not the statement goes on to update the row. Only one index fits its question, which names no workspace
-- in a form that another has; its owner's right keeps row-level security from adding one. The row that is inserted names the workspace.
create or replace function note_suppression_source() returns trigger language plpgsql security definer
set search_path = public, pg_temp set enable_seqscan = off as $$
declare
  v_id uuid;
  v_import_id uuid;
begin
  select s.id, s.import_id into v_id, v_import_id from suppressions s
  where s.email_hash = new.email_hash and s.lifted_at is null and s.workspace_id::text = new.workspace_id::text
    and s.newsletter_id is not distinct from new.newsletter_id;
  if v_import_id is distinct from new.import_id and v_import_id is not null then
    insert into suppression_sources (workspace_id, id, suppression_id, import_id)
    values (new.workspace_id, new_id(), v_id, new.import_id) on conflict do nothing;
  end if;
  return new;
end $$;

-- A consent stays as it was given. Once its contact is erased it may lose what says who they were: network, browser, evidence, and the
-- address inside its wording. It never gains anything.
create or replace function consent_only_loses() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  v_personal text[] := '{ip,user_agent,evidence,wording}';
begin
  if old.contact_id is null
    or exists (select from contacts p where p.workspace_id = old.workspace_id and p.id = old.contact_id)
    or to_jsonb(new) - v_personal is distinct from to_jsonb(old) - v_personal
    or new.ip is not null or new.user_agent is not null
    or not old.evidence @> new.evidence
    or new.wording <> old.wording and position('[erased]' in new.wording) = 0
  then
    raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- A consent keeps the names it was given under: a newsletter or a sender that is renamed later changes no receipt.
create or replace function note_consent_names() returns trigger language plpgsql
set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  new.evidence := jsonb_strip_nulls(jsonb_build_object(
    'purpose', (select n.name from newsletters n where n.workspace_id = new.workspace_id and n.id = new.newsletter_id),
    'controller', (select coalesce(w.sender_name, w.name) from workspaces w where w.id = new.workspace_id))) || new.evidence;
  return new;
end $$;

-- The key of each three signs in a row of a text, for the indexes of a search (contacts_parts, suppressions_parts). Its first half is the
-- workspace's, so that a search reads nothing of another workspace, and its time tells nothing of one. A changed text needs the indexes anew.
create or replace function text_parts(p_workspace_id uuid, p_text text) returns bigint[]
language plpgsql immutable strict parallel safe set search_path = public, pg_temp as $$
declare
  v_own bigint := ('x' || right(p_workspace_id::text, 8))::bit(32)::bigint << 32;
  v_parts bigint[] := '{}';
begin
  for n in 1 .. length(p_text) - 2 loop
    v_parts[n] := v_own | (hashtext(substr(p_text, n, 3))::bigint & 4294967295);
  end loop;
  return v_parts;
end $$;

-- Runs after every statement that deletes contacts, whichever it is: an erasure, an import rolled back, a signup that nobody confirmed. The
-- statement leaves these people out (who_stays); one that does not is refused whole. A workspace that goes takes all of its people.
create or replace function contacts_who_wait_stay() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_workspace_id uuid;
begin
  for v_workspace_id in select distinct g.workspace_id from gone g loop
    if exists (select from workspaces w where w.id = v_workspace_id) and exists (
      select from holding_requests(v_workspace_id) q join gone g on g.id = q.contact_id
      where q.why <> 'restricted' or g.restricted_for = q.id
      union all
      select from holding_requests(v_workspace_id) q join gone g on g.workspace_id = v_workspace_id and g.email = q.email
      where q.contact_id is null and q.why <> 'restricted')
    then
      raise exception 'a person who waits for an answer is not deleted' using errcode = 'check_violation';
    end if;
  end loop;
  return null;
end $$;

-- Runs where people are taken away: their contact is deleted, gets another address or is held back, a wish against mail is written in their
-- name, or a subscription ends. In the transaction of a member or a program the count of them is owed then (lib/audience/take-people.ts), and
-- collect_audit asks for it at the commit. Nobody counts what a recipient does by themselves.
create or replace function owe_count_of_people() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  -- What a trigger or a key does follows from a statement that was counted.
  if current_setting('app.people', true) = 'count' and pg_trigger_depth() = 1 then
    perform set_config('app.people', 'owed', true);
  end if;
  return case when tg_level = 'ROW' then new end;
end $$;

-- Whether a person waits for a correction that they asked for and proved: what is wrong is corrected in restricted data too (GDPR 16).
create or replace function asked_to_rectify(p_workspace_id uuid, p_contact_id uuid) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return exists (select from subject_requests q where q.workspace_id = p_workspace_id and q.contact_id = p_contact_id
    and q.kind = 'rectify' and q.identified_at is not null and q.closed_at is null);
end $$;

-- Runs where a member or a program writes of a person, in the transaction of their command (app.people). Data that a person restricted are
-- only stored (GDPR 18(2)), so that it is refused whichever statement does it. What follows from another statement is not: a deleted tag goes
-- from everybody. Wishes against mail, erasures and what a person does by themselves write none of this.
create or replace function refuse_restricted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_of record := case when tg_op = 'DELETE' then old else new end;
begin
  if pg_trigger_depth() = 1 and exists (
    select from contacts p where p.workspace_id = v_of.workspace_id and p.id = v_of.contact_id and p.restricted_at is not null
      and (tg_table_name <> 'contact_values' or not asked_to_rectify(p.workspace_id, p.id)))
  then
    raise exception using errcode = 'MN004', message = 'The data of this person are restricted.';
  end if;
  return v_of;
end $$;

-- The same of what stands in the contact itself, and of a suppression by hand that is lifted.
create or replace function refuse_restricted_contact() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if pg_trigger_depth() = 1 and not asked_to_rectify(old.workspace_id, old.id) then
    raise exception using errcode = 'MN004', message = 'The data of this person are restricted.';
  end if;
  return new;
end $$;

create or replace function refuse_restricted_lift() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if pg_trigger_depth() = 1 and exists (
    select from contacts p where p.workspace_id = new.workspace_id and p.email_hash = new.email_hash and p.restricted_at is not null)
  then
    raise exception using errcode = 'MN004', message = 'The data of this person are restricted.';
  end if;
  return new;
end $$;
