-- What the tables of the audience are built with.

-- A plan made while the table was empty would read all of it for each row of a long import, hence `enable_seqscan`.
-- An insert that meets an import's suppression changes nothing there, and its wish must outlive that import. So each one is noted,
-- whoever makes it and whether or not the statement goes on to update the row.
create or replace function note_suppression_source() returns trigger language plpgsql
set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  insert into suppression_sources (workspace_id, id, suppression_id, import_id)
  select s.workspace_id, new_id(), s.id, new.import_id from suppressions s
  where s.workspace_id = new.workspace_id and s.email_hash = new.email_hash
    and coalesce(s.newsletter_id, '00000000-0000-0000-0000-000000000000') = coalesce(new.newsletter_id, '00000000-0000-0000-0000-000000000000')
    and s.lifted_at is null and s.import_id is not null and s.import_id is distinct from new.import_id
  on conflict do nothing;
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
