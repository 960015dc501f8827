-- What people without an account see and ask for: subscribe pages, confirmation links, their own unsubscribe links.

-- What a subscribe page shows to anybody who has its address: nothing of an archived or closed newsletter, and no number.
create or replace function subscribe_form(p_newsletter_id uuid) returns table (
  workspace_id uuid, newsletter text, description text, sender text, colour text, postal_address text, confirmation_required boolean,
  reply_to text, privacy_url text, privacy_since timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select w.id, n.name, n.description, coalesce(w.sender_name, w.name), w.sender_colour, w.postal_address, n.confirmation_required, n.reply_to,
    n.privacy_url, n.privacy_since
  from workspaces w join newsletters n on n.workspace_id = w.id
  where n.id = p_newsletter_id and n.archived_at is null and n.visibility <> 'closed'
$$;

-- What a confirmation link's page shows, for a reader who is nobody yet: by the two ids that a signed link carries.
create or replace function confirmation_by_id(p_workspace_id uuid, p_id uuid) returns table (
  newsletter_id uuid, newsletter text, sender text, colour text, postal_address text, email text, state text, archived boolean
) language sql stable security definer set search_path = public, pg_temp as $$
  select n.id, n.name, coalesce(w.sender_name, w.name), w.sender_colour, w.postal_address, p.email,
    case when c.confirmed_at is not null or c.ended_at is not null then 'confirmed'
      when c.disowned_at is not null then 'disowned'
      when c.expires_at <= now() then 'expired' else 'open' end,
    n.archived_at is not null
  from confirmations c
  join workspaces w on w.id = c.workspace_id
  join newsletters n on n.workspace_id = c.workspace_id and n.id = c.newsletter_id
  join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
  where c.workspace_id = p_workspace_id and c.id = p_id
$$;

-- For the daily job: which workspaces hold signups older than 30 days. It tells nothing but ids.
create or replace function workspaces_to_purge() returns table (workspace_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.id from workspaces w where exists (
    select from confirmations c where c.workspace_id = w.id and c.created_at < now() - interval '30 days')
  limit 10000
$$;

-- What a person without an old message needs: the newest link of each sender who wrote to their address. It goes to that address alone.
create or replace function links_of_address(p_email text) returns table (workspace_id uuid, delivery_id uuid, sender text)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.id, d.id, coalesce(w.sender_name, w.name)
  from workspaces w
  cross join lateral (select c.id from contacts c where c.workspace_id = w.id and c.email = p_email) c
  cross join lateral (
    select d.id from deliveries d where d.workspace_id = w.id and d.contact_id = c.id and d.state in ('sent', 'unknown')
    order by d.sent_at desc nulls last limit 1
  ) d
  order by 3, 1 limit 20
$$;
