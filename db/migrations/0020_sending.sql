-- Sending: ids made inside the database for whole audiences, leaving in one statement, and whom to wake.

-- A UUIDv7 for rows that no application ever touches one by one: the time in front of a random v4, its version bits set to 7.
create function new_id() returns uuid language sql volatile parallel safe as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- Everything that leaving means, in one round trip: the suppression, the subscription, the withdrawal (GDPR 7(3)), the messages still
-- queued (docs/rules.md OC12). Idempotent: whoever comes second waits for the first and changes nothing (OC7). It starts from the delivery, so
-- that it works after the contact is erased (OC13). p_newsletter_id null: from everything.
create function unsubscribe(
  p_delivery_id uuid, p_newsletter_id uuid, p_source text, p_wording text, p_ip text, p_user_agent text,
  p_suppression_id uuid, p_consent_id uuid
) returns table (changed boolean, stopped integer) language plpgsql as $$
declare
  d record;
  v_new integer;
  v_left integer;
begin
  select x.workspace_id, x.campaign_id, x.contact_id, x.email_hash,
    (select c.email from contacts c where c.id = x.contact_id) as email into d from deliveries x where x.id = p_delivery_id;
  if not found then return; end if;

  -- A wish outranks a bounce or a note of ours: lifting those must not bring the person back.
  insert into suppressions as s (id, workspace_id, email_hash, email, newsletter_id, reason, source, campaign_id)
  values (p_suppression_id, d.workspace_id, d.email_hash, d.email, p_newsletter_id, 'unsubscribed', p_source, d.campaign_id)
  on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
  do update set reason = 'unsubscribed', source = excluded.source, campaign_id = excluded.campaign_id
    where s.reason in ('bounced', 'manual');
  get diagnostics v_new = row_count;

  update subscriptions s set unsubscribed_at = now()
  where s.contact_id = d.contact_id and s.unsubscribed_at is null and (p_newsletter_id is null or s.newsletter_id = p_newsletter_id);
  get diagnostics v_left = row_count;

  changed := v_new + v_left > 0;
  if changed then
    insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, evidence, actor_kind, actor_id, ip,
      user_agent)
    values (p_consent_id, d.workspace_id, d.contact_id, p_newsletter_id, 'withdrawal', 'withdrawal', p_source, p_wording,
      jsonb_build_object('deliveryId', p_delivery_id, 'campaignId', d.campaign_id), 'subscriber', d.contact_id::text, p_ip,
      left(p_user_agent, 512));
  end if;

  update deliveries q set state = 'skipped', reason = 'unsubscribed'
  where q.workspace_id = d.workspace_id and q.email_hash = d.email_hash and q.state = 'queued'
    and (p_newsletter_id is null or exists (
      select from campaigns c where c.id = q.campaign_id and c.newsletter_id = p_newsletter_id));
  get diagnostics stopped = row_count;
  return next;
end $$;

-- Campaigns that have something to do and nobody doing it, in every workspace: the minute's round cannot see through the wall, so it is
-- handed ids and nothing else. Live leases mean a worker is at it.
create function campaigns_to_wake() returns table (workspace_id uuid, campaign_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.workspace_id, c.id
  from campaigns c
  join email_accounts a on a.id = c.email_account_id and a.disconnected_at is null
  left join email_account_health h on h.account_id = a.id
  where c.send_requested_at is not null and c.finished_at is null and c.paused_at is null
    and (h.retry_at is null or h.retry_at <= now())
    and not exists (select from deliveries d where d.campaign_id = c.id and d.state = 'sending' and d.lease_until > now())
    and (exists (select from deliveries d where d.campaign_id = c.id and d.state = 'queued' and d.due_at <= now())
      or exists (select from deliveries d where d.campaign_id = c.id and d.state = 'sending')
      or not exists (select from deliveries d where d.campaign_id = c.id and d.state = 'queued'))
$$;

create index campaigns_running on campaigns (id) where send_requested_at is not null and finished_at is null and paused_at is null;
create index campaigns_account on campaigns (email_account_id) where send_requested_at is not null and finished_at is null;
create index deliveries_in_flight on deliveries (campaign_id, lease_until) where state = 'sending';

-- The claim walks this in order and remembers where it was, so that rows already sent are not stepped over again and again.
create index deliveries_line on deliveries (campaign_id, due_at, contact_id) where state = 'queued';
drop index deliveries_due;
drop index deliveries_leased;
