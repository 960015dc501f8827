-- Search over any part of an address or a name at a million contacts: trigrams. Row-level security keeps LIKE out of index
-- conditions, so that a function of the owner asks the index (find_contacts, find_suppressions). The extension has a schema of
-- its own, because everything in public is the product's.

create schema if not exists extensions;
create extension if not exists pg_trgm with schema extensions;

-- Where a host has installed it elsewhere, it stays there.
do $$
declare
  v_schema text := (select nspname from pg_extension x join pg_namespace n on n.oid = x.extnamespace where extname = 'pg_trgm');
begin
  execute format($index$create index contacts_parts on contacts using gin
    (((email || ' ' || coalesce(first_folded, '') || ' ' || coalesce(last_folded, '')) collate "C") %I.gin_trgm_ops)$index$, v_schema);
  execute format('create index suppressions_parts on suppressions using gin ((email collate "C") %I.gin_trgm_ops)
    where email is not null and lifted_at is null', v_schema);
end $$;

-- The inviter's own words, so that an invitation that is sent again says them again.
alter table invitations add column message text check (length(message) <= 400);
comment on column invitations.message is 'The inviter''s own words, which every mail of this invitation quotes.';
