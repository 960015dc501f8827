-- Accounts: who a session speaks for, and the security check-up across workspaces.

create or replace function session_actor(p_sid_hash bytea) returns table (
  session_id uuid, user_id uuid, user_name text, user_email text, email_verified_at timestamptz, auth_time timestamptz, amr text[],
  created_at timestamptz, last_seen_at timestamptz, two_factor boolean, workspace_id uuid, workspace_name text, plan text, role text,
  two_factor_required_from timestamptz, user_time_zone text, workspace_time_zone text
) language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, u.id, u.name, u.email, u.email_verified_at, s.auth_time, s.amr, s.created_at, s.last_seen_at,
    u.totp_enabled_at is not null, m.workspace_id, w.name, w.plan, m.role, w.two_factor_required_from,
    u.time_zone, w.time_zone
  from sessions s
  join users u on u.id = s.user_id and u.disabled_at is null
  left join lateral (
    select m.workspace_id, m.role from memberships m where m.user_id = u.id
    order by (m.workspace_id is not distinct from s.workspace_id) desc, m.created_at, m.workspace_id limit 1
  ) m on true
  left join workspaces w on w.id = m.workspace_id
  where s.sid_hash = p_sid_hash and s.revoked_at is null
    and s.last_seen_at > now() - interval '30 days' and s.absolute_expires_at > now()
$$;

-- The right of a session in one workspace, for a request that shows a signed form instead of a cookie. The conditions are those of
-- session_actor and actorOf: a live session of an enabled user with a proven address, and the factors that the workspace demands.
create or replace function right_of_session(p_session_id uuid, p_user_id uuid, p_workspace_id uuid) returns table (role text, auth_time timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select m.role, s.auth_time
  from sessions s
  join users u on u.id = s.user_id and u.disabled_at is null and u.email_verified_at is not null
  join memberships m on m.user_id = u.id and m.workspace_id = p_workspace_id
  join workspaces w on w.id = m.workspace_id
  where s.id = p_session_id and s.user_id = p_user_id and s.revoked_at is null
    and s.last_seen_at > now() - interval '30 days' and s.absolute_expires_at > now()
    and (w.two_factor_required_from is null or w.two_factor_required_from > now() or u.totp_enabled_at is not null or 'mfa' = any (s.amr))
$$;

-- The zone in which a person's mails write times: their own, otherwise that of their oldest workspace. A mail is often written before
-- anybody is signed in, when no workspace is in sight.
create or replace function time_zone_of(p_user_id uuid) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(u.time_zone, (
    select w.time_zone from memberships m join workspaces w on w.id = m.workspace_id
    where m.user_id = u.id order by m.created_at, m.workspace_id limit 1), 'UTC')
  from users u where u.id = p_user_id
$$;

-- Before anybody is signed in no workspace is in sight, but a password to choose must not be built on a workspace's name.
create or replace function workspace_names_of(p_user_id uuid) returns text[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(w.name order by w.id), '{}') from memberships m join workspaces w on w.id = m.workspace_id
  where m.user_id = p_user_id
$$;

-- Counts only, no rows: the wall between workspaces stays where it is. "Far": in another country than where the person was last.
create or replace function security_facts(p_users uuid[]) returns table (
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
    left join email_account_health h on h.workspace_id = a.workspace_id and h.account_id = a.id
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

create or replace function security_scores_due(p_limit int) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id from users u
  where u.disabled_at is null and u.email_verified_at is not null
    and not exists (select from security_scores s where s.user_id = u.id and s.day = (now() at time zone 'utc')::date)
  order by u.id limit p_limit
$$;

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

-- Whether a signed-in user may act here now: what session_actor and lib/account/sessions/session-actor.ts ask of every request. Volatile, so
-- that it sees what committed while the caller waited for a lock.
create or replace function check_right(p_user_id uuid, p_session_id uuid, p_workspace_id uuid, p_roles text[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_lacks boolean;
begin
  if p_workspace_id is not null and not exists (
    select from memberships m where m.workspace_id = p_workspace_id and m.user_id = p_user_id and m.role = any (p_roles))
  then
    raise exception using errcode = 'MN002', message = 'The right of this actor was withdrawn.';
  end if;
  select p_workspace_id is not null and (u.email_verified_at is null or exists (
    select from workspaces w where w.id = p_workspace_id and w.two_factor_required_from <= now()
      and u.totp_enabled_at is null and not 'mfa' = any (s.amr))) into v_lacks
  from sessions s join users u on u.id = s.user_id
  where s.id = p_session_id and s.user_id = p_user_id and s.revoked_at is null and u.disabled_at is null
    and s.last_seen_at > now() - interval '30 days' and s.absolute_expires_at > now();
  if not found then raise exception using errcode = 'MN001', message = 'The session of this actor has ended.'; end if;
  if v_lacks then raise exception using errcode = 'MN002', message = 'The right of this actor was withdrawn.'; end if;
end $$;

-- Queues for a right. Shared row locks that overlap would keep a withdrawal waiting for as long as its holder goes on, and an advisory lock is
-- given in the order of asking: commands asked for after a withdrawal wait for it. The workspace comes first, then the user.
create or replace function stand_in_line(p_user_id uuid, p_workspace_id uuid, p_locks text) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  if p_workspace_id is not null then
    if p_locks = 'team' then perform pg_advisory_xact_lock(hashtextextended('rights of workspace ' || p_workspace_id, 0));
    else perform pg_advisory_xact_lock_shared(hashtextextended('rights of workspace ' || p_workspace_id, 0));
    end if;
  end if;
  if p_user_id is not null then
    if p_locks = 'nothing' then perform pg_advisory_xact_lock_shared(hashtextextended('rights of user ' || p_user_id, 0));
    else perform pg_advisory_xact_lock(hashtextextended('rights of user ' || p_user_id, 0));
    end if;
  end if;
end $$;

-- The first statement of a command that a signed-in user runs: their session, membership and role as of now, locked until the transaction
-- ends, so that a revocation waits or wins. Always locks in one order: memberships, the user, the session. `p_locks` says which of them the
-- command writes later, because a shared lock that two transactions then want alone would be a deadlock.
create or replace function hold_right(p_user_id uuid, p_session_id uuid, p_workspace_id uuid, p_roles text[], p_locks text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform stand_in_line(p_user_id, p_workspace_id, p_locks);
  if p_workspace_id is not null then
    if p_locks = 'team' then
      perform 1 from memberships m where m.workspace_id = p_workspace_id order by m.user_id for update;
    else
      perform 1 from memberships m where m.workspace_id = p_workspace_id and m.user_id = p_user_id for share;
    end if;
  end if;
  if p_locks = 'nothing' then
    perform 1 from sessions s where s.id = p_session_id and s.user_id = p_user_id for share;
  else
    perform 1 from users u where u.id = p_user_id for no key update;
    perform 1 from sessions s where s.id = p_session_id and s.user_id = p_user_id for no key update;
  end if;
  perform check_right(p_user_id, p_session_id, p_workspace_id, p_roles);
end $$;

-- Why work that a user asked for at that time may not go on; null while it may. Work that runs later has no session to ask for, so it asks
-- for the membership, the account and the second factor that the workspace demands, and whether the sign-in it came from was reported as
-- somebody else's. The membership is locked until the transaction ends.
create or replace function asked_right(p_workspace_id uuid, p_user_id uuid, p_roles text[], p_asked_at timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform stand_in_line(null, p_workspace_id, 'nothing');
  perform 1 from memberships m where m.workspace_id = p_workspace_id and m.user_id = p_user_id and m.role = any (p_roles) for share;
  if not found then return 'role'; end if;
  return (
    select case
      when u.disabled_at is not null or u.email_verified_at is null then 'role'
      when exists (select from disownings d where d.user_id = u.id and p_asked_at between d.since and d.until) then 'disowned'
      when u.totp_enabled_at is null
        and exists (select from workspaces w where w.id = p_workspace_id and w.two_factor_required_from <= now())
        and not exists (select from passkeys k where k.user_id = u.id) then 'factor'
    end from users u where u.id = p_user_id);
end $$;

-- The campaigns under way that a user asked for since then, in every workspace: the sign-in was not theirs.
create or replace function disowned_campaigns(p_user_id uuid, p_since timestamptz) returns table (workspace_id uuid, campaign_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.workspace_id, c.id from campaigns c
  where c.send_requested_by = p_user_id and coalesce(c.scheduled_at, c.send_requested_at) >= p_since
    -- Those that the end of a key has just paused are the thief's, too.
    and c.finished_at is null and (c.paused_at is null or c.paused_at = now()) and c.kind = 'campaign'
  order by c.send_requested_at limit 1000
$$;

-- Who stands behind a sender of sign-up mail: its oldest owner, and whether the workspace is younger than a week.
create or replace function sender_standing(p_workspace_id uuid) returns table (owner_id uuid, newborn boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select (
    select m.user_id from memberships m where m.workspace_id = w.id and m.role = 'owner' order by m.created_at, m.user_id limit 1),
    w.created_at > now() - interval '7 days'
  from workspaces w where w.id = p_workspace_id
$$;

-- What nobody asks any more: links that expired a month ago, and sessions that ended and were last used a year ago, because a new sign-in is
-- compared with one year of earlier ones. The application deletes neither by itself. Kept: a link that holds the password of a second sign-up
-- until the address is verified, because a new link asks for it.
create or replace function sweep_links_and_sessions() returns void language sql security definer set search_path = public, pg_temp as $$
  delete from email_tokens t
  where t.expires_at < now() - interval '30 days'
    and not (t.purpose = 'verify_email' and t.password_hash is not null
      and exists (select from users u where u.id = t.user_id and u.email_verified_at is null));
  delete from sessions s
  where s.last_seen_at < now() - interval '1 year' and (s.revoked_at is not null or s.absolute_expires_at < now());
$$;

-- What was asked for in a user's name and still waits, works or opens something: in every workspace, also in those they left. With a time, what was
-- asked for since then ends where it stands, and the span is kept for what looks later. Two reports within a month are one theft.
create or replace function asked_in_name_of(p_user_id uuid, p_since timestamptz)
returns table (workspace_id uuid, workspace_name text, kind text, id uuid, name text, since boolean, ended boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_since timestamptz := least(p_since, (select min(d.since) from disownings d where d.user_id = p_user_id and d.until > now() - interval '30 days'));
  v_why text := 'The person who asked for this reported the sign-in that it came from as not theirs. It stopped.';
begin
  if p_since is null then v_since := null;
  else insert into disownings (user_id, id, since) values (p_user_id, gen_random_uuid(), v_since);
  end if;
  return query
  with campaigns_held as (
    update campaigns c set held_at = clock_timestamp(),
      held_reason = 'The person who scheduled it reported the sign-in that it came from as not theirs.'
    where c.scheduled_by = p_user_id and coalesce(c.scheduled_at, c.updated_at) >= v_since and c.send_requested_at is null and c.held_at is null
    returning c.id
  ), imports_ended as (
    update imports i set state = 'cancelled', failure = v_why, moved_at = now()
    where i.asked_by = p_user_id and i.asked_at >= v_since and i.state in ('queued', 'running') returning i.id
  ), actions_ended as (
    update bulk_actions b set state = 'failed', failure = v_why, finished_at = now(), moved_at = now()
    where b.created_by = p_user_id and b.created_at >= v_since and b.state in ('waiting', 'running') returning b.id
  ), invitations_ended as (
    update invitations i set cancelled_at = now()
    where i.invited_by = p_user_id and i.sent_at >= v_since and i.accepted_at is null and i.cancelled_at is null returning i.id
  ), welcomes_paused as (
    update campaigns c set paused_at = clock_timestamp(),
      pause_reason = 'Its text was written in a sign-in that its owner reported as not theirs. Check the text, and save it to go on.'
    where c.kind = 'welcome' and c.updated_by = p_user_id and c.updated_at >= v_since and c.paused_at is null returning c.id
  ), webhooks_paused as (
    -- Also those that stand still already, so that nobody resumes one without knowing.
    update webhooks h set disabled_at = coalesce(h.disabled_at, now()), disabled_reason = 'disowned'
    where ((h.created_by = p_user_id and h.created_at >= v_since) or (h.changed_by = p_user_id and h.changed_at >= v_since))
      and h.disabled_reason is distinct from 'disowned'
    returning h.id
  ), found as (
    select c.workspace_id, 'campaign' as kind, c.id, c.name, coalesce(c.scheduled_at, c.updated_at) as at, h.id is not null as ended
    from campaigns c left join campaigns_held h on h.id = c.id
    where c.scheduled_by = p_user_id and c.send_requested_at is null and c.held_at is null
    union all
    select i.workspace_id, 'import', i.id, i.file_name, i.asked_at, e.id is not null
    from imports i left join imports_ended e on e.id = i.id where i.asked_by = p_user_id and i.state in ('queued', 'running')
    union all
    select b.workspace_id, 'bulk_action', b.id, b.kind, b.created_at, e.id is not null
    from bulk_actions b left join actions_ended e on e.id = b.id where b.created_by = p_user_id and b.state in ('waiting', 'running')
    union all
    select i.workspace_id, 'invitation', i.id, i.email, i.sent_at, e.id is not null
    from invitations i left join invitations_ended e on e.id = i.id
    where i.invited_by = p_user_id and i.accepted_at is null and i.cancelled_at is null and i.expires_at > now()
    union all
    select c.workspace_id, 'welcome', c.id, n.name, c.updated_at, e.id is not null
    from campaigns c join newsletters n on n.workspace_id = c.workspace_id and n.id = c.newsletter_id left join welcomes_paused e on e.id = c.id
    where c.kind = 'welcome' and c.updated_by = p_user_id and c.paused_at is null and n.welcome_since is not null
    union all
    select i.workspace_id, 'member', m.user_id, u.email, i.accepted_at, false
    from invitations i join memberships m on m.workspace_id = i.workspace_id
      -- Who joined before the row said so became a member in the same transaction.
      and (m.user_id = i.accepted_by or i.accepted_by is null and m.created_at = i.accepted_at) join users u on u.id = m.user_id
    where i.invited_by = p_user_id and i.accepted_at is not null and i.sent_at >= v_since
    union all
    select h.workspace_id, 'webhook', h.id, substring(h.url from '://([^/?#]+)'),
      greatest(case when h.created_by = p_user_id then h.created_at end, case when h.changed_by = p_user_id then h.changed_at end), e.id is not null
    from webhooks h left join webhooks_paused e on e.id = h.id
    where (h.created_by = p_user_id or h.changed_by = p_user_id) and (h.disabled_at is null or e.id is not null)
    union all
    -- Saved settings are those of the last connection: its server gets every letter and the password.
    select a.workspace_id, 'mail_account', a.id, a.from_address || ' by ' || a.host, a.verified_at, false
    from email_accounts a where a.connected_by = p_user_id and a.disconnected_at is null
  )
  select f.workspace_id, w.name, f.kind, f.id, f.name, coalesce(f.at >= v_since, false), f.ended
  from found f join workspaces w on w.id = f.workspace_id order by f.workspace_id, f.kind, f.at desc limit 1000;
end $$;

-- Whom to tell about a workspace from outside it: its owners.
create or replace function owners_to_tell(p_workspace_id uuid, p_except uuid) returns table (name text, email text)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.name, u.email from memberships m join users u on u.id = m.user_id
  where m.workspace_id = p_workspace_id and m.role = 'owner' and m.user_id <> p_except order by u.id limit 20
$$;
