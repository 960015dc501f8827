-- Addresses outside that have something due and nobody at it, and whether they fail or answer slowly. Asked every two seconds, so it
-- looks at one row of each address.
create or replace function webhooks_to_wake() returns table (workspace_id uuid, webhook_id uuid, slow boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.workspace_id, w.id, coalesce(h.slow or h.failures > 0, false)
  from webhooks w left join webhook_health h on h.workspace_id = w.workspace_id and h.webhook_id = w.id
  where w.disabled_at is null and (h.retry_at is null or h.retry_at <= now())
    and exists (
      select from webhook_deliveries d
      where d.workspace_id = w.workspace_id and d.webhook_id = w.id and d.state = 'queued' and d.due_at <= now()
        and (d.lease_until is null or d.lease_until <= now()))
$$;

-- Takes away what ended thirty days ago, and what waits for an address that was stopped thirty days ago, at most so many rows of each.
-- Returns how many went.
create or replace function sweep_webhook_deliveries(p_most integer) returns integer
language sql security definer set search_path = public, pg_temp as $$
  with old as (
    (select workspace_id, id from webhook_deliveries where ended_at < now() - interval '30 days' order by ended_at limit p_most)
    union all
    (select d.workspace_id, d.id
      from webhooks w join webhook_deliveries d on d.workspace_id = w.workspace_id and d.webhook_id = w.id and d.state = 'queued'
      where w.disabled_at < now() - interval '30 days' limit p_most)
  ), gone as (
    delete from webhook_deliveries d using old where d.workspace_id = old.workspace_id and d.id = old.id returning 1
  ) select count(*)::integer from gone
$$;
