-- A search reads keys of its own workspace alone. The trigrams of 0053 were shared, so that a search's time grew with the people of that
-- domain or name in every workspace, and told of them. The short pending list bounds what one search reads of others' newest rows.

drop index contacts_parts;
create index contacts_parts on contacts using gin
  (text_parts(workspace_id, email || ' ' || coalesce(first_folded, '') || ' ' || coalesce(last_folded, '')))
  with (gin_pending_list_limit = 512);
drop index suppressions_parts;
create index suppressions_parts on suppressions using gin (text_parts(workspace_id, email)) with (gin_pending_list_limit = 512)
  where email is not null and lifted_at is null;

-- Nothing plans by them, and their lists of common keys would slow every analyze.
alter index contacts_parts alter column 1 set statistics 0;
alter index suppressions_parts alter column 1 set statistics 0;
