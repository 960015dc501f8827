-- Addresses a corrected person had, so that a wish to leave holds for all of them, and checks that an address has its own hash.

create table contact_addresses (
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid not null,
  email_hash bytea not null,
  email text check (length(email) <= 254),
  since timestamptz not null default now(),
  primary key (workspace_id, contact_id, email_hash)
);
create index contact_addresses_hash on contact_addresses (workspace_id, email_hash);
create index contact_addresses_email on contact_addresses (workspace_id, email) where email is not null;
comment on table contact_addresses is 'All addresses of a contact whose address was corrected, so that a wish to leave holds for each. An erasure takes the address and leaves the keyed hash.';
call wall('contact_addresses');

alter table confirmations add column email_hash bytea;
comment on column confirmations.email_hash is 'Keyed hash of the address that was asked: a link counts only while it is the contact''s. Null for questions older than this column.';

-- Contacts corrected before today.
insert into contact_addresses (workspace_id, contact_id, email_hash, email)
select distinct on (d.workspace_id, d.contact_id, d.email_hash) d.workspace_id, d.contact_id, d.email_hash, nullif(d.email, '')
from contacts p join deliveries d on d.workspace_id = p.workspace_id and d.contact_id = p.id
where p.address_corrected_at is not null and d.email_hash <> p.email_hash
order by d.workspace_id, d.contact_id, d.email_hash, d.email desc;
insert into contact_addresses (workspace_id, contact_id, email_hash, email)
select distinct p.workspace_id, p.id, p.email_hash, p.email
from contacts p join contact_addresses a on a.workspace_id = p.workspace_id and a.contact_id = p.id
on conflict do nothing;
call guard('contact_addresses');

-- A wish by an old mail stood under the old hash with the new address. It holds for both, and each row names its own.
do $$ begin
  if exists (
    select from suppressions s join contacts p on p.workspace_id = s.workspace_id and p.email = s.email where p.email_hash <> s.email_hash)
  then
    insert into audit_required (xact_id, paid) values (pg_current_xact_id(), true) on conflict (xact_id) do update set paid = true;
    insert into suppressions as s (id, workspace_id, email_hash, email, newsletter_id, reason, source, campaign_id, note, since, created_at)
    select new_id(), w.workspace_id, p.email_hash, p.email, w.newsletter_id, w.reason, w.source, w.campaign_id, w.note, w.since, w.created_at
    from suppressions w join contacts p on p.workspace_id = w.workspace_id and p.email = w.email
    where p.email_hash <> w.email_hash and w.lifted_at is null and w.reason in ('unsubscribed', 'complained')
    on conflict do nothing;
    update suppressions s set email = null from contacts p
    where p.workspace_id = s.workspace_id and p.email = s.email and p.email_hash <> s.email_hash;
  end if;
end $$;

create trigger address_changed after update of email, email_hash on contacts for each row
  when (old.email is distinct from new.email or old.email_hash is distinct from new.email_hash) execute function contact_address_changed();
create trigger addresses_forgotten after delete on contacts referencing old table as gone
  for each statement execute function contact_addresses_forgotten();
create trigger address_changed after update of email, email_hash on deliveries for each row
  when (old.email is distinct from new.email or old.email_hash is distinct from new.email_hash) execute function delivery_address_changed();
create trigger of_address before insert on confirmations for each row execute function confirmation_of_address();
create trigger holds_everywhere_made after insert on suppressions referencing new table as written
  for each statement execute function suppression_written();
create trigger holds_everywhere_changed after update on suppressions referencing new table as written
  for each statement execute function suppression_written();
