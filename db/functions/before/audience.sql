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

-- A consent keeps the names it was given under: a newsletter or a sender that is renamed later changes no receipt.
create or replace function note_consent_names() returns trigger language plpgsql
set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  new.evidence := jsonb_strip_nulls(jsonb_build_object(
    'purpose', (select n.name from newsletters n where n.workspace_id = new.workspace_id and n.id = new.newsletter_id),
    'controller', (select coalesce(w.sender_name, w.name) from workspaces w where w.id = new.workspace_id))) || new.evidence;
  return new;
end $$;
