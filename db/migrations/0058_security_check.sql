-- The security check-up: what it looks at, counted across a person's workspaces, and whose score is due.

-- Counts only, no rows: the wall between workspaces stays where it is. "Far": in another country than where the person was last.
create function security_facts(p_users uuid[]) returns table (
  user_id uuid, two_factor_since timestamptz, passkeys int, codes int, codes_left int,
  has_password boolean, password_changed_at timestamptz, password_weak boolean,
  sessions int, idle_sessions int, far_sessions int, mailboxes int, unused_mailboxes int, teammates int, uncovered_teammates int
) language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.totp_enabled_at,
    (select count(*) from passkeys p where p.user_id = u.id)::int,
    c.made, c.left_over, u.has_password, u.password_changed_at, u.password_weak_since is not null,
    s.live, s.idle, s.far, b.connected, b.unused, t.others, t.uncovered
  from users u
  cross join lateral (
    select count(*)::int as made, (count(*) filter (where r.used_at is null))::int as left_over
    from recovery_codes r where r.user_id = u.id
  ) c
  cross join lateral (
    select count(*)::int as live,
      (count(*) filter (where l.last_seen_at < now() - interval '14 days'))::int as idle,
      (count(*) filter (where l.country <> l.here))::int as far
    from (
      select x.last_seen_at, x.country,
        first_value(x.country) over (order by x.country is null, x.last_seen_at desc, x.id) as here
      from sessions x
      where x.user_id = u.id and x.revoked_at is null and x.last_seen_at > now() - interval '30 days' and x.absolute_expires_at > now()
    ) l
  ) s
  cross join lateral (
    select count(*)::int as connected,
      (count(*) filter (where coalesce(h.last_sent_at, a.created_at) < now() - interval '90 days'))::int as unused
    from memberships m
    join email_accounts a on a.workspace_id = m.workspace_id and a.disconnected_at is null
    left join email_account_health h on h.account_id = a.id
    where m.user_id = u.id and m.role in ('owner', 'admin')
  ) b
  cross join lateral (
    select count(distinct o.user_id)::int as others,
      (count(distinct o.user_id) filter (where v.totp_enabled_at is null and not exists (select from passkeys k where k.user_id = v.id)))::int
        as uncovered
    from memberships m
    join memberships o on o.workspace_id = m.workspace_id and o.user_id <> u.id
    join users v on v.id = o.user_id and v.disabled_at is null
    where m.user_id = u.id and m.role in ('owner', 'admin')
  ) t
  where u.id = any (p_users)
$$;

create function security_scores_due(p_limit int) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id from users u
  where u.disabled_at is null and u.email_verified_at is not null
    and not exists (select from security_scores s where s.user_id = u.id and s.day = (now() at time zone 'utc')::date)
  order by u.id limit p_limit
$$;

-- Who did something lately: among the newest entries of the log, so that looking costs the same however long it is.
create function lately_active(p_seconds int) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct e.user_id from (
    select user_id, result, occurred_at from audit_events order by seq desc limit 20000
  ) e
  join users u on u.id = e.user_id and u.disabled_at is null and u.email_verified_at is not null
  where e.result = 'done' and e.occurred_at > now() - make_interval(secs => p_seconds)
$$;
