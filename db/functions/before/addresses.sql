-- The addresses of a person: an address and its keyed hash belong together, and a wish to leave holds for all of them.

-- Runs for a contact whose address changes. What they had before is kept, so that their wishes find it; a question that still waits in the
-- old mailbox is over, because its holder may be a stranger.
create or replace function contact_address_changed() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if (new.email = old.email) <> (new.email_hash = old.email_hash) then
    raise exception 'an address and its hash change together' using errcode = 'check_violation';
  end if;
  insert into contact_addresses (workspace_id, contact_id, email_hash, email)
  values (new.workspace_id, new.id, old.email_hash, old.email), (new.workspace_id, new.id, new.email_hash, new.email)
  on conflict (workspace_id, contact_id, email_hash) do update set since = now();
  update confirmations c set ended_at = now()
  where c.workspace_id = new.workspace_id and c.contact_id = new.id
    and c.confirmed_at is null and c.disowned_at is null and c.ended_at is null;
  return null;
end $$;

-- Whoever is no contact any more is known by keyed hash alone, also under the addresses they had before, unless one is somebody else's.
create or replace function contact_addresses_forgotten() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  update suppressions s set email = null
  from gone g join contact_addresses a on a.workspace_id = g.workspace_id and a.contact_id = g.id
  where s.workspace_id = a.workspace_id and s.email_hash = a.email_hash and s.email is not null
    and (a.email_hash = g.email_hash or s.created_at < a.since)
    and not exists (select from contacts p where p.workspace_id = a.workspace_id and p.email = a.email);
  update contact_addresses a set email = null from gone g
  where a.workspace_id = g.workspace_id and a.contact_id = g.id and a.email is not null;
  return null;
end $$;

create or replace function delivery_address_changed() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.email_hash <> old.email_hash and new.email = old.email or new.email_hash = old.email_hash and new.email <> '' then
    raise exception 'an address and its hash change together' using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- A question belongs to the mailbox that it is mailed to: the contact's when it is asked.
create or replace function confirmation_of_address() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.email_hash is null then
    select p.email_hash into new.email_hash from contacts p where p.workspace_id = new.workspace_id and p.id = new.contact_id;
  end if;
  return new;
end $$;

-- Runs after every statement that writes suppressions. It refuses a row whose address has another hash, and copies a wish to the person's
-- other addresses, unless one of the two is somebody else's by now. A bounce belongs to its mailbox alone.
create or replace function suppression_written() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (
    select from written w join contacts p on p.workspace_id = w.workspace_id and p.email = w.email
    where w.lifted_at is null and p.email_hash <> w.email_hash
    union all
    select from written w join contact_addresses a on a.workspace_id = w.workspace_id and a.email_hash = w.email_hash
    where w.lifted_at is null and a.email <> w.email
  ) then
    raise exception 'a suppression names one address and holds the hash of another' using errcode = 'check_violation';
  end if;
  -- Copies are written by this very function: they have no further copies.
  if pg_trigger_depth() > 1 then
    return null;
  end if;
  insert into suppressions as s (id, workspace_id, email_hash, email, newsletter_id, reason, source, campaign_id, note, import_id, since,
    created_at)
  select new_id(), c.* from (
    select distinct on (w.workspace_id, other.email_hash, w.newsletter_id) w.workspace_id, other.email_hash,
      case when w.email is not null then other.email end, w.newsletter_id, w.reason, w.source, w.campaign_id, w.note, w.import_id, w.since,
      w.created_at
    from written w
    join contact_addresses known on known.workspace_id = w.workspace_id and known.email_hash = w.email_hash
    join contact_addresses other on other.workspace_id = known.workspace_id and other.contact_id = known.contact_id
      and other.email_hash <> known.email_hash
    where w.lifted_at is null and w.reason <> 'bounced'
      and not exists (
        select from contacts p where p.workspace_id = known.workspace_id and p.email in (known.email, other.email)
          and p.id <> known.contact_id)
    order by w.workspace_id, other.email_hash, w.newsletter_id, w.reason = 'manual', w.id
  ) c
  on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
  do update set reason = excluded.reason, source = excluded.source, campaign_id = excluded.campaign_id, import_id = excluded.import_id
    where s.reason in ('bounced', 'manual') and excluded.reason in ('unsubscribed', 'complained')
      or s.reason = 'bounced' and excluded.reason = 'manual';
  return null;
end $$;
