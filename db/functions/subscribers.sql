-- What people without an account see and ask for: subscribe pages, confirmation links, their own unsubscribe links.

-- A newsletter's logo, or else its workspace's, as pages name it; null for none.
create or replace function logo_of(p_workspace_id uuid, p_newsletter_id uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object('id', l.id, 'width', l.width, 'height', l.height) from logos l
  where l.workspace_id = p_workspace_id and (l.newsletter_id is null or l.newsletter_id = p_newsletter_id)
  order by l.newsletter_id nulls last limit 1
$$;

-- The picture itself, for everybody who has its address: it is on public pages.
create or replace function logo_by_id(p_workspace_id uuid, p_id uuid) returns table (bytes bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.bytes from logos l where l.workspace_id = p_workspace_id and l.id = p_id
$$;

-- What a subscribe page shows to anybody who has its address: nothing of an archived or closed newsletter, and no number.
create or replace function subscribe_form(p_newsletter_id uuid) returns table (
  workspace_id uuid, newsletter text, description text, sender text, colour text, logo jsonb, postal_address text,
  confirmation_required boolean, reply_to text, privacy_url text, privacy_since timestamptz, confirm_subject text, confirm_intro text
) language sql stable security definer set search_path = public, pg_temp as $$
  select w.id, n.name, n.description, coalesce(n.sender_name, w.sender_name, w.name), coalesce(n.sender_colour, w.sender_colour),
    logo_of(w.id, n.id), w.postal_address, n.confirmation_required, n.reply_to, n.privacy_url, n.privacy_since, n.confirm_subject,
    n.confirm_intro
  from workspaces w join newsletters n on n.workspace_id = w.id
  where n.id = p_newsletter_id and n.archived_at is null and n.visibility <> 'closed'
$$;

-- What a confirmation link's page shows, for a reader who is nobody yet: by the two ids that a signed link carries. After the address was
-- corrected it is over, and does not tell the new one: the old mailbox may be a stranger's.
create or replace function confirmation_by_id(p_workspace_id uuid, p_id uuid) returns table (
  newsletter_id uuid, newsletter text, sender text, colour text, logo jsonb, postal_address text, email text, state text, archived boolean
) language sql stable security definer set search_path = public, pg_temp as $$
  select n.id, n.name, coalesce(n.sender_name, w.sender_name, w.name), coalesce(n.sender_colour, w.sender_colour),
    logo_of(w.id, n.id), w.postal_address,
    case when t.theirs then p.email else '' end,
    case when not t.theirs then 'expired'
      when c.confirmed_at is not null or c.ended_at is not null then 'confirmed'
      when c.disowned_at is not null then 'disowned'
      when c.expires_at <= now() then 'expired' else 'open' end,
    n.archived_at is not null
  from confirmations c
  join workspaces w on w.id = c.workspace_id
  join newsletters n on n.workspace_id = c.workspace_id and n.id = c.newsletter_id
  join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
  cross join lateral (
    select coalesce(c.email_hash = p.email_hash, p.address_corrected_at is null or p.address_corrected_at < c.created_at) as theirs) t
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

-- The address that each of those links goes to by now, for the job that mails them: no row for a contact who was erased meanwhile.
create or replace function address_of_links(p_links jsonb) returns table (workspace_id uuid, delivery_id uuid, sender text, email text)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.id, d.id, coalesce(w.sender_name, w.name), p.email
  from jsonb_to_recordset(p_links) as asked(workspace uuid, delivery uuid)
  join workspaces w on w.id = asked.workspace
  join deliveries d on d.workspace_id = asked.workspace and d.id = asked.delivery
  join contacts p on p.workspace_id = d.workspace_id and p.id = d.contact_id
  order by 3, 1 limit 20
$$;

-- Notes that a message's link was opened: at most 60 times a day for one message, so that no scanner fills the table. An erased person's
-- link opens as before, and leaves no trace.
create or replace function note_link_opening(
  p_workspace_id uuid, p_delivery_id uuid, p_page text, p_head boolean, p_agent text, p_visitor bytea
) returns void language sql security definer set search_path = public, pg_temp as $$
  insert into link_openings (workspace_id, id, delivery_id, contact_id, campaign_id, page, head, agent, visitor)
  select d.workspace_id, new_id(), d.id, d.contact_id, d.campaign_id, p_page, p_head, p_agent, p_visitor
  from deliveries d join contacts p on p.workspace_id = d.workspace_id and p.id = d.contact_id
  where d.workspace_id = p_workspace_id and d.id = p_delivery_id and (
    select count(*) from (
      select from link_openings o where o.workspace_id = p_workspace_id and o.delivery_id = p_delivery_id and o.at > now() - interval '1 day'
      limit 60) o) < 60
$$;

-- For the daily job: openings older than 90 days, and turns that hold nobody back any more.
create or replace function sweep_subscriber_traces() returns integer language sql security definer set search_path = public, pg_temp as $$
  with openings as (
    delete from link_openings where at < now() - interval '90 days' returning 1
  ), turns as (
    delete from mail_turns where taken_at < now() - interval '40 days' returning 1
  )
  select (select count(*) from openings)::int + (select count(*) from turns)::int
$$;

-- For the job of every five minutes: workspaces whose readers left in the last hour, by their own press, in unusual numbers: at least 20, and
-- more than one in fifty of the messages of two days. One alert a day. It tells ids and numbers alone. p_first: the first id of the hour,
-- because ids begin with their time and the index of active suppressions is in their order.
create or replace function unsubscribe_bursts(p_first uuid) returns table (
  workspace_id uuid, unsubscribed integer, sent integer, campaign_id uuid
) language sql stable security definer set search_path = public, pg_temp as $$
  with many as materialized (
    select w.id, gone.count, gone.campaign_id
    from workspaces w
    cross join lateral (
      select count(*)::int as count, mode() within group (order by s.campaign_id) as campaign_id
      from suppressions s
      where s.workspace_id = w.id and s.lifted_at is null and s.id >= p_first and s.created_at > now() - interval '1 hour'
        and s.reason = 'unsubscribed' and s.source in ('one_click', 'unsubscribe_page')
    ) gone
    where gone.count >= 20 and not exists (
      select from unsubscribe_alerts a where a.workspace_id = w.id and a.created_at > now() - interval '1 day')
  )
  select m.id, m.count, mailed.count, m.campaign_id
  from many m
  cross join lateral (
    select count(*)::int as count
    from campaigns c join deliveries d on d.workspace_id = c.workspace_id and d.campaign_id = c.id
    where c.workspace_id = m.id and c.send_requested_at > now() - interval '30 days'
      and d.state = 'sent' and d.sent_at > now() - interval '2 days'
  ) mailed
  where m.count * 50 > mailed.count
  limit 1000
$$;

-- What the link of a renewal shows, for a reader who is nobody yet: by the two ids that a signed link carries. agreed: they pressed the
-- button before. left: they are off the newsletter, or suppressed, and an old message brings nobody back.
create or replace function renewal_by_delivery(p_workspace_id uuid, p_id uuid) returns table (
  contact_id uuid, newsletter_id uuid, newsletter text, sender text, colour text, postal_address text, contact text, email text,
  privacy_url text, privacy_since timestamptz, message_id text, sent_at timestamptz, state text
) language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, n.id, n.name, coalesce(w.sender_name, w.name), w.sender_colour, w.postal_address,
    coalesce(nullif(c.reply_to, ''), a.from_address), p.email, n.privacy_url, n.privacy_since, d.message_id, d.sent_at,
    case when n.archived_at is not null then 'ended'
      when s.contact_id is null or s.unsubscribed_at is not null or exists (
        select from suppressions x where x.workspace_id = p_workspace_id and x.email_hash = p.email_hash and x.lifted_at is null
          and (x.newsletter_id is null or x.newsletter_id = n.id)) then 'left'
      when exists (
        select from consents k where k.workspace_id = p_workspace_id and k.contact_id = p.id and k.kind = 'grant'
          and k.evidence ->> 'deliveryId' = p_id::text and k.evidence ->> 'form' = 'renewal') then 'agreed'
      else 'open' end
  from deliveries d
  join campaigns c on c.workspace_id = d.workspace_id and c.id = d.campaign_id and c.purpose = 'renewal'
  join workspaces w on w.id = d.workspace_id
  join newsletters n on n.workspace_id = d.workspace_id and n.id = c.newsletter_id
  join contacts p on p.workspace_id = d.workspace_id and p.id = d.contact_id
  left join email_accounts a on a.workspace_id = c.workspace_id and a.id = c.email_account_id
  left join subscriptions s on s.workspace_id = d.workspace_id and s.newsletter_id = n.id and s.contact_id = p.id
  where d.workspace_id = p_workspace_id and d.id = p_id and d.state in ('sending', 'sent', 'unknown')
$$;

-- Queues the welcome mail of a newsletter for somebody who has just become its subscriber: once for each person, because a campaign has one
-- delivery for each. Whether it is sent the gate decides, as for every message.
create or replace function queue_welcome(p_workspace_id uuid, p_newsletter_id uuid, p_contact_id uuid) returns boolean
language sql set search_path = public, pg_temp as $$
  with made as (
    insert into deliveries (workspace_id, campaign_id, contact_id, id, email, email_hash)
    select p.workspace_id, c.id, p.id, new_id(), p.email, p.email_hash
    from newsletters n
    join campaigns c on c.workspace_id = n.workspace_id and c.newsletter_id = n.id and c.kind = 'welcome'
    join contacts p on p.workspace_id = n.workspace_id and p.id = p_contact_id
    where n.workspace_id = p_workspace_id and n.id = p_newsletter_id and n.welcome_since is not null and n.archived_at is null
    on conflict do nothing returning 1
  )
  select exists (select from made)
$$;

-- Who a person writes to on a workspace's page for requests about their data: what every mail of it says too.
create or replace function subject_request_form(p_workspace_id uuid) returns table (
  sender text, colour text, logo jsonb, postal_address text
) language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(w.sender_name, w.name), w.sender_colour, logo_of(w.id, null), w.postal_address from workspaces w where w.id = p_workspace_id
$$;

-- What a mailed link of a request opens, for a reader who is nobody yet, by the hash of its token.
create or replace function subject_request_by_token(p_hash bytea) returns table (
  workspace_id uuid, id uuid, purpose text, state text, kind text, email text, due_on date, bundle_until timestamptz,
  sender text, colour text, logo jsonb, postal_address text
) language sql stable security definer set search_path = public, pg_temp as $$
  select r.workspace_id, r.id, l.purpose,
    case
      when l.purpose = 'bundle' then case
        when r.email is not null and r.bundle_withdrawn_at is null and r.bundle_until > now() then 'open' else 'gone' end
      when r.closed_at is not null then case when r.outcome = 'disowned' then 'disowned' else 'closed' end
      when r.identified_at is not null then 'identified'
      when r.proof_until > now() then 'open' else 'expired' end,
    r.kind, coalesce(r.email, ''), r.due_on, r.bundle_until, f.*
  from (
    select 'proof' as purpose, p.workspace_id, p.id from subject_requests p where p.proof_hash = p_hash
    union all
    select 'bundle', b.workspace_id, b.id from subject_requests b where b.bundle_hash = p_hash
  ) l
  join subject_requests r on r.workspace_id = l.workspace_id and r.id = l.id
  cross join lateral subject_request_form(r.workspace_id) f
$$;

-- The requests that wait for the proof of the same mailbox as this one, so that its holder chooses which are theirs: the link's own first on
-- every page, because others may send any number, then the others, one line for those of the same kind and words, the newest first.
create or replace function subject_requests_to_prove(p_hash bytea, p_page integer) returns table (
  id uuid, kind text, words text, received_on date, pages integer
) language sql stable security definer set search_path = public, pg_temp as $$
  with own as (
    select p.* from subject_requests p
    where p.proof_hash = p_hash and p.closed_at is null and p.identified_at is null and p.proof_until > now()
  ), lines as (
    select distinct on (o.kind, coalesce(o.words, '')) o.id, o.kind, o.words, o.received_on
    from own join subject_requests o on o.workspace_id = own.workspace_id and o.email_hash = own.email_hash
    where o.identified_at is null and o.closed_at is null
      and (o.kind <> own.kind or o.words is distinct from own.words)
    order by o.kind, coalesce(o.words, ''), o.id desc
  ), counted as (
    select greatest(1, ceil(count(*) / 19.0))::int as pages from lines
  )
  (select own.id, own.kind, own.words, own.received_on, c.pages from own, counted c)
  union all
  (select l.id, l.kind, l.words, l.received_on, c.pages from lines l, counted c
    order by l.id desc limit 19 offset 19 * greatest(0, least(p_page, 1000) - 1))
$$;

-- For the daily job: which workspaces have requests to remind of or to clear away. It tells nothing but ids.
create or replace function workspaces_with_requests() returns table (workspace_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.id from workspaces w where exists (
    select from subject_requests r where r.workspace_id = w.id
      and (r.identified_at is null or r.closed_at is null
        or r.email is not null and (r.kind = 'erase' or r.closed_at < now() - interval '3 years')))
  limit 10000
$$;

-- Takes signups of one workspace from forms that anybody may fill in, all of them or none, each with its entry. p_asked: a row each with n
-- and what was sent, its ids, and sealed for the entry origin_key, origin_salt, origin_sealed, origin_commitment, ip_bucket. outcome: 'asked'
-- with the confirmation whose mail is to be queued; 'subscribed' where the newsletter asks for none and the person never left; 'nothing' for
-- those who complained, whose mailbox is dead, whom the sender suppressed, or who said within 30 days that they did not ask; 'gone' without
-- an entry, for a newsletter that takes nobody. Signups of one address go one after the other, in one order, so that none wait in a ring.
create or replace function take_signups(p_workspace_id uuid, p_action text, p_asked jsonb)
returns table (n integer, outcome text, confirmation_id uuid) language plpgsql
set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  s record;
  l record;
  v_contact uuid;
  v_stopped boolean;
  v_left boolean;
  v_outcomes text[] := '{}';
  v_contacts uuid[] := '{}';
  v_entries integer;
begin
  perform set_config('app.workspace_id', p_workspace_id::text, true);
  perform pg_advisory_xact_lock(k.key) from (
    select distinct hashtextextended(x.email_hash, 1) as key from jsonb_to_recordset(p_asked) as x(email_hash text) order by key offset 0
  ) k;

  for s in
    select x.* from jsonb_to_recordset(p_asked) as x(n integer, newsletter_id uuid, email text, email_hash bytea, form text, page text,
      wording text, wording_hash text, locale text, contact_id uuid, confirmation_id uuid, consent_id uuid, audit_id uuid, ip text,
      user_agent text, request_id text, origin_key uuid, origin_salt bytea, origin_sealed bytea, origin_commitment bytea, ip_bucket smallint)
    order by x.n
  loop
    n := s.n;
    outcome := 'gone';
    confirmation_id := null;
    v_contact := null;
    select f.confirmation_required, f.privacy_url, f.privacy_since into l from newsletters f
    where f.workspace_id = p_workspace_id and f.id = s.newsletter_id and f.archived_at is null and f.visibility <> 'closed';
    if not found then
      return next;
      continue;
    end if;

    select coalesce(bool_or(x.reason <> 'unsubscribed'), false), count(*) > 0 into v_stopped, v_left from (
      select y.reason, y.newsletter_id from suppressions y
      where y.workspace_id = p_workspace_id and y.email_hash between s.email_hash and s.email_hash and y.lifted_at is null
      order by y.email_hash offset 0
    ) x where x.newsletter_id is null or x.newsletter_id = s.newsletter_id;

    if v_stopped then
      outcome := 'nothing';
    else
      insert into contacts (id, workspace_id, email, email_hash, source)
      values (s.contact_id, p_workspace_id, s.email, s.email_hash, 'form')
      on conflict do nothing returning id into v_contact;
      if v_contact is null then
        select c.id into v_contact from contacts c where c.workspace_id = p_workspace_id and c.email = s.email;
      end if;
      if v_contact is null then
        return next;
        continue;
      end if;

      -- The holder of a mistyped mailbox speaks for that one, and not for the corrected one.
      if exists (
        select from (
          select x.newsletter_id, x.email_hash, x.disowned_at from confirmations x
          where x.workspace_id = p_workspace_id and x.contact_id = v_contact order by x.contact_id offset 0
        ) x
        where x.newsletter_id = s.newsletter_id and coalesce(x.email_hash = s.email_hash, true)
          and x.disowned_at > now() - interval '30 days')
      then
        outcome := 'nothing';
      else
        outcome := 'asked';
        insert into subscriptions (workspace_id, newsletter_id, contact_id) values (p_workspace_id, s.newsletter_id, v_contact)
        on conflict do nothing;
        if not l.confirmation_required and not v_left then
          update subscriptions u set confirmed_at = coalesce(u.confirmed_at, now())
          where u.workspace_id = p_workspace_id and u.newsletter_id = s.newsletter_id and u.contact_id = v_contact
            and u.unsubscribed_at is null;
          if found then
            outcome := 'subscribed';
            insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, evidence, actor_kind, ip, user_agent)
            values (s.consent_id, p_workspace_id, v_contact, s.newsletter_id, 'grant', 'express', 'form', s.wording,
              jsonb_build_object('form', s.form, 'page', s.page, 'locale', s.locale, 'wordingHash', s.wording_hash,
                'privacyNotice', l.privacy_url,
                'privacyNoticeSince', to_char(l.privacy_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'confirmed', false),
              'anonymous', s.ip, s.user_agent);
            perform queue_welcome(p_workspace_id, s.newsletter_id, v_contact);
          end if;
        end if;
        if outcome = 'asked' then
          confirmation_id := s.confirmation_id;
          insert into confirmations (workspace_id, id, newsletter_id, contact_id, form, page, wording, privacy_url, privacy_since, locale, ip,
            user_agent)
          values (p_workspace_id, s.confirmation_id, s.newsletter_id, v_contact, s.form, s.page, s.wording, l.privacy_url, l.privacy_since,
            s.locale, s.ip, s.user_agent);
        end if;
      end if;
    end if;

    v_outcomes[s.n + 1] := outcome;
    v_contacts[s.n + 1] := v_contact;
    return next;
  end loop;

  -- The entries come last, because the chain of a workspace is written by one transaction at a time.
  with recorded as materialized (
    select x.*, v_outcomes[x.n + 1] as outcome, v_contacts[x.n + 1] as contact_id
    from jsonb_to_recordset(p_asked) as x(n integer, newsletter_id uuid, form text, audit_id uuid, request_id text, origin_key uuid,
      origin_salt bytea, origin_sealed bytea, origin_commitment bytea, ip_bucket smallint)
    where v_outcomes[x.n + 1] is not null
  ), keys as (
    insert into person_keys (id, workspace_id, person_id, salt)
    select r.origin_key, p_workspace_id, null, r.origin_salt from recorded r where r.origin_key is not null
  )
  select count(audit_append(r.audit_id, p_workspace_id, null, 'anonymous', null, p_action, 'done', r.contact_id::text,
    jsonb_build_object('newsletter', r.newsletter_id, 'outcome', r.outcome, 'form', r.form)::text,
    row(r.origin_key, r.origin_sealed, r.origin_commitment, r.ip_bucket)::audit_sealed, null, r.request_id)) into v_entries
  from (select * from recorded order by n) r;
end $$;
