-- What the page of the audit log asks for.

-- A person's entries within a chain: who belongs to several workspaces has entries in all of them.
drop index audit_events_user;
create index audit_events_person on audit_events (chain_id, user_id, occurred_at) where user_id is not null;

-- Numbers are a chain's own now. Who did something lately: by the heads of the chains that moved lately, and in each among its newest
-- entries, so that looking costs the same however long the log is.
create or replace function lately_active(p_seconds int) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct e.user_id from audit_chains c
  cross join lateral (
    select a.user_id, a.result from audit_events a
    where a.chain_id = c.chain_id and a.occurred_at > now() - make_interval(secs => p_seconds)
    order by a.occurred_at desc limit 2000
  ) e
  join users u on u.id = e.user_id and u.disabled_at is null and u.email_verified_at is not null
  where c.at > now() - make_interval(secs => p_seconds) and e.result = 'done'
$$;
