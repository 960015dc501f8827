-- What the tables of the audience are built with.

-- An insert that meets an import's suppression changes nothing there, and its wish must outlive that import. So each one is noted,
-- whoever makes it and whether or not the statement goes on to update the row.
create or replace function note_suppression_source() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  insert into suppression_sources (workspace_id, id, suppression_id, import_id)
  select s.workspace_id, new_id(), s.id, new.import_id from suppressions s
  where s.workspace_id = new.workspace_id and s.email_hash = new.email_hash
    and coalesce(s.newsletter_id, '00000000-0000-0000-0000-000000000000') = coalesce(new.newsletter_id, '00000000-0000-0000-0000-000000000000')
    and s.lifted_at is null and s.import_id is not null and s.import_id is distinct from new.import_id
  on conflict do nothing;
  return new;
end $$;
