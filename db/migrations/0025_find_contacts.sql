-- Finding contacts among a million: by the start of an address, of its domain or of a name, in the order of bytes. Row-level
-- security keeps LIKE and expressions out of index conditions, so the columns are plain and compared by >= and <.
alter table contacts
  add column domain text collate "C" generated always as (split_part(email, '@', 2)) stored,
  add column first_folded text collate "C" generated always as (lower(first_name)) stored,
  add column last_folded text collate "C" generated always as (lower(last_name)) stored;
comment on column contacts.domain is 'What stands after the @, for the search.';
comment on column contacts.first_folded is 'The first name in small letters, for the search.';
comment on column contacts.last_folded is 'The last name in small letters, for the search.';
create index contacts_email_bytes on contacts (workspace_id, email collate "C");
create index contacts_domain on contacts (workspace_id, domain);
create index contacts_first on contacts (workspace_id, first_folded) where first_folded is not null;
create index contacts_last on contacts (workspace_id, last_folded) where last_folded is not null;
create index contacts_country on contacts (workspace_id, country, id) where country is not null;

-- The few who left or wait, among the many who stay.
create index subscriptions_left on subscriptions (workspace_id, newsletter_id, contact_id) where unsubscribed_at is not null;
create index subscriptions_pending on subscriptions (workspace_id, newsletter_id, contact_id)
  where confirmed_at is null and unsubscribed_at is null;

-- Grounds that end, and the lists of one ground.
create index consents_ending on consents (workspace_id, expires_at) where expires_at is not null;
create index consents_ground on consents (workspace_id, basis, contact_id) where kind = 'grant' and contact_id is not null;
