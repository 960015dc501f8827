-- Triggers that turn what happens into events for the addresses of a workspace. They run for every way in, whoever writes. Where no
-- address of the workspace listens, a statement pays for one look by its key. Imports and the demo tell of the past, so what they
-- suppress is no event.

create or replace function webhook_subscribed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select from webhooks where workspace_id in (select workspace_id from written) and disabled_at is null
      and events && '{contact.subscribed}') then return null; end if;
  insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, contact_id, newsletter_id)
  select n.workspace_id, new_id(), w.id, n.event_id, n.type, n.contact_id, n.newsletter_id
  from (
    select s.workspace_id, s.contact_id, s.newsletter_id, 'contact.subscribed' as type, new_id() as event_id
    from written s where s.unsubscribed_at is null
  ) n join webhooks w on w.workspace_id = n.workspace_id and w.disabled_at is null and n.type = any (w.events);
  return null;
end $$;

create or replace function webhook_subscription_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select from webhooks where workspace_id in (select workspace_id from written) and disabled_at is null
      and events && '{contact.subscribed,contact.unsubscribed}') then return null; end if;
  insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, contact_id, newsletter_id)
  select n.workspace_id, new_id(), w.id, n.event_id, n.type, n.contact_id, n.newsletter_id
  from (
    select s.workspace_id, s.contact_id, s.newsletter_id, t.type, new_id() as event_id
    from written s
    join was o on o.workspace_id = s.workspace_id and o.newsletter_id = s.newsletter_id and o.contact_id = s.contact_id
    cross join (values ('contact.subscribed'), ('contact.unsubscribed')) t (type)
    where case t.type
      when 'contact.unsubscribed' then s.unsubscribed_at is not null and o.unsubscribed_at is null
      else s.unsubscribed_at is null and o.unsubscribed_at is not null end
  ) n join webhooks w on w.workspace_id = n.workspace_id and w.disabled_at is null and n.type = any (w.events);
  return null;
end $$;

-- Runs for a grant that the person gave by their own press behind a mailed link. A subscription cannot tell that: its confirmed_at
-- is also set for people whom a member, a key or a file put on.
create or replace function webhook_confirmed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare v_event uuid := new_id();
begin
  insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, contact_id, newsletter_id)
  select new.workspace_id, new_id(), w.id, v_event, 'contact.confirmed', new.contact_id, new.newsletter_id
  from webhooks w
  where w.workspace_id = new.workspace_id and w.disabled_at is null and 'contact.confirmed' = any (w.events);
  return null;
end $$;

create or replace function webhook_suppressed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select from webhooks where workspace_id in (select workspace_id from written) and disabled_at is null
      and events && '{contact.unsubscribed,contact.bounced,contact.complained}') then return null; end if;
  insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, contact_id, newsletter_id, campaign_id, detail)
  select n.workspace_id, new_id(), w.id, n.event_id, n.type, n.contact_id, n.newsletter_id, n.campaign_id,
    case when n.type = 'contact.unsubscribed' then '{"everything": true}'::jsonb end
  from (
    select s.workspace_id, p.id as contact_id, s.newsletter_id, s.campaign_id, 'contact.' || s.reason as type, new_id() as event_id
    from written s join contacts p on p.workspace_id = s.workspace_id and p.email_hash = s.email_hash
    where s.lifted_at is null and s.source not in ('import', 'demo')
      -- Who leaves one newsletter is told by their subscription.
      and (s.reason in ('bounced', 'complained') or s.reason = 'unsubscribed' and s.newsletter_id is null)
  ) n join webhooks w on w.workspace_id = n.workspace_id and w.disabled_at is null and n.type = any (w.events);
  return null;
end $$;

create or replace function webhook_erased() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select from webhooks where workspace_id in (select workspace_id from gone) and disabled_at is null
      and events && '{contact.erased}') then return null; end if;
  insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, contact_id)
  select n.workspace_id, new_id(), w.id, n.event_id, 'contact.erased', n.id
  from (select workspace_id, id, new_id() as event_id from gone) n
  join webhooks w on w.workspace_id = n.workspace_id and w.disabled_at is null and 'contact.erased' = any (w.events);
  return null;
end $$;

create or replace function webhook_campaign_finished() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare v_event uuid := new_id();
begin
  if new.kind = 'campaign' then
    insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, campaign_id, newsletter_id)
    select new.workspace_id, new_id(), w.id, v_event, 'campaign.finished', new.id, new.newsletter_id
    from webhooks w
    where w.workspace_id = new.workspace_id and w.disabled_at is null and 'campaign.finished' = any (w.events);
  end if;
  return null;
end $$;

create or replace function webhook_key_created() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare v_event uuid := new_id();
begin
  insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, api_key_id)
  select new.workspace_id, new_id(), w.id, v_event, 'api_key.created', new.id
  from webhooks w
  where w.workspace_id = new.workspace_id and w.disabled_at is null and 'api_key.created' = any (w.events);
  return null;
end $$;

-- Holds the webhooks of a member who may keep none any more. What a program of theirs made goes by its key, while that works. Those that
-- stand still already get the reason too, so that nobody resumes one without knowing.
create or replace function webhook_maker_withdrawn() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform 1 from webhooks w where w.workspace_id = old.workspace_id order by w.id for update;
  update webhooks w set disabled_at = coalesce(w.disabled_at, now()), disabled_reason = 'withdrawn'
  from (
    select m.workspace_id, m.id from webhooks m
    cross join lateral (values (m.created_by, m.program_id), (m.changed_by, m.changed_program_id)) hand (user_id, key_id)
    where m.workspace_id = old.workspace_id and hand.user_id = old.user_id and not exists (
      select from api_keys k where k.workspace_id = m.workspace_id and k.id = hand.key_id
        and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))
  ) made
  where w.workspace_id = made.workspace_id and w.id = made.id and w.disabled_reason is distinct from 'disowned';
  return null;
end $$;

-- Holds the webhooks that a program made or sent elsewhere, once its key is revoked: by hand, by a report, or with whoever made it.
create or replace function webhook_key_revoked() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform 1 from webhooks w where w.workspace_id = new.workspace_id order by w.id for update;
  update webhooks w set disabled_at = coalesce(w.disabled_at, now()), disabled_reason = 'key_revoked'
  where w.workspace_id = new.workspace_id and new.id in (w.program_id, w.changed_program_id)
    and coalesce(w.disabled_reason, '') not in ('disowned', 'withdrawn');
  return null;
end $$;
