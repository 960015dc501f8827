-- Imports, looked at before a workspace is entered or across all of them.

create or replace function import_by_id(p_workspace_id uuid, p_id uuid) returns table (state text, opening_id uuid, created_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select state, opening_id, created_at from imports where workspace_id = p_workspace_id and id = p_id
$$;

create or replace function drop_idle_import_files() returns integer language sql security definer set search_path = public, pg_temp as $$
  with idle as (
    update imports set state = case when state in ('receiving', 'received') then 'cancelled' else state end
    where moved_at < now() - interval '7 days' and state in ('receiving', 'received', 'failed', 'cancelled')
      and exists (select from import_chunks c where c.workspace_id = imports.workspace_id and c.import_id = imports.id)
    returning workspace_id, id
  ), dropped as (
    delete from import_chunks c using idle where c.workspace_id = idle.workspace_id and c.import_id = idle.id
  )
  select count(*)::int from idle
$$;
comment on function drop_idle_import_files() is 'For the daily job, over all workspaces: it tells nothing but how many files went.';

-- An erasure is remembered for imports that were begun before it: it goes once none of them can bring in a file.
create or replace function drop_old_erasures() returns integer language sql security definer set search_path = public, pg_temp as $$
  with old as (
    delete from erased_addresses e where erased_at < now() - interval '60 days' and not exists (
      select from imports i where i.workspace_id = e.workspace_id and i.created_at < e.erased_at
        and (i.state = 'receiving' or exists (select from import_chunks c where c.workspace_id = i.workspace_id and c.import_id = i.id)))
    returning 1
  )
  select count(*)::int from old
$$;
comment on function drop_old_erasures() is 'For the daily job, over all workspaces: it tells nothing but how many went.';

-- The temporary tables that an import copies its rows into, because COPY does not go through row-level security. The owner of the
-- database makes them: the application may make no temporary tables, and finds these alone.
create or replace function import_tables() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if to_regclass('pg_temp.import_rows') is null then
    create temp table import_rows (line int, id uuid, email text, email_hash bytea, first_name text, last_name text, country text,
      country_written text, postal_code text, time_zone text, given_on date, evidence jsonb) on commit delete rows;
    create temp table import_refused (line int, reason text, message text, value text, email_hash bytea) on commit delete rows;
    execute format('grant select, insert, delete on pg_temp.import_rows, pg_temp.import_refused to %I', session_user);
  end if;
  if to_regclass('pg_temp.import_tags') is null then
    create temp table import_tags (line int, position int, name text) on commit delete rows;
    create temp table import_values (line int, position int, field_id uuid, value text) on commit delete rows;
    create temp table import_left (line int, position int, message text, value text) on commit delete rows;
    execute format('grant select, insert, delete on pg_temp.import_tags, pg_temp.import_values, pg_temp.import_left to %I', session_user);
  end if;
  if to_regclass('pg_temp.import_stops') is null then
    create temp table import_stops (line int, id uuid, email text, email_hash bytea, reason text, since date, note text, newsletter text)
      on commit delete rows;
    execute format('grant select, insert, delete on pg_temp.import_stops to %I', session_user);
  end if;
end $$;

-- Counts what an import has just written, before other statements meet it: until then the planner takes the tables for what they were
-- before, and an anti-join or a cascade reads the whole of one table for each row of another.
create or replace function count_audience_anew(p_workspace_id uuid, p_import_id uuid) returns void
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '500ms' as $$
begin
  if exists (
      select from contacts c where c.workspace_id = p_workspace_id and c.import_id = p_import_id offset 1000)
  then
    analyze contacts, subscriptions;
  end if;
exception when lock_not_available then
  null;
end $$;

-- Whether a text names one of some addresses: in any case, in brackets, at the end of a sentence or in a link. An address that only
-- ends like one, such as joann@ for ann@, is another person's.
create or replace function names_address(p_text text, p_addresses text[]) returns boolean language sql immutable parallel safe
set search_path = public, pg_temp as $$
  select position('@' in p_text) > 0 and exists (
    select from regexp_matches(lower(p_text), '([^\s<>,;:"()\[\]\\@]+)@([^\s<>,;:"()\[\]\\@/?&#=''!*|{}]+)', 'g') found,
      unnest(p_addresses) sought
    where right(found[1] || '@' || rtrim(found[2], '.'), length(sought)) = sought
      and right('/' || left(found[1], length(found[1] || '@' || rtrim(found[2], '.')) - length(sought)), 1) ~ '[/?&#=''!*|{}%]')
$$;

-- Whom an erasure would cost an answer or a proof, by the request: one that waits for its answer; an answer that has not reached its person,
-- because its mail has not left or its data were not fetched; a restriction, under which data are kept as proof (GDPR 12(3), 18(1)(c)). A
-- request without a contact is its address's. A wish to be erased that the person proved later outranks what was answered before it.
create or replace function holding_requests(p_workspace_id uuid) returns table (id uuid, contact_id uuid, email text, email_hash bytea, why text)
language sql stable security definer set search_path = public, pg_temp as $$
  select q.id, q.contact_id, q.email, q.email_hash,
    case when q.closed_at is null then 'asked' when q.kind = 'restrict' and q.outcome = 'fulfilled' then 'restricted' else 'answered' end
  from subject_requests q
  where q.workspace_id = p_workspace_id and q.identified_at is not null and q.kind <> 'erase' and (q.closed_at is null
    or (q.outcome = 'fulfilled' and q.kind = 'restrict'
        or q.outcome = 'fulfilled' and q.kind = 'access' and q.bundle_until > now() and q.downloads = 0
        or q.outcome in ('fulfilled', 'refused') and not q.by_letter and q.email is not null and q.answer_mailed_at is null
          and q.downloads = 0 and q.closed_at > now() - interval '7 days')
      and not exists (select from subject_requests e
        where e.workspace_id = q.workspace_id and e.kind = 'erase' and e.channel <> 'member' and e.identified_at > q.closed_at
          and coalesce(e.outcome, 'fulfilled') = 'fulfilled' and (e.contact_id = q.contact_id or e.email_hash = q.email_hash)))
$$;

-- Contacts of the entered workspace who are not deleted now, and why: holding_requests says whom. p_ids: of these alone; null for all.
create or replace function who_stays(p_ids uuid[]) returns table (contact_id uuid, why text)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct on (held.id) held.id, held.why from (
    select p.id, q.why from holding_requests(app_workspace_id()) q
    join contacts p on p.workspace_id = app_workspace_id() and p.id = q.contact_id
    where q.why <> 'restricted' or p.restricted_for = q.id
    union all
    select p.id, q.why from holding_requests(app_workspace_id()) q
    join contacts p on p.workspace_id = app_workspace_id() and p.email = q.email
    where q.contact_id is null and q.why <> 'restricted'
  ) held
  where p_ids is null or held.id = any (p_ids)
  order by held.id, held.why
$$;

-- Why an address without a contact is not forgotten now; null where it may be.
create or replace function address_stays(p_email_hash bytea) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select q.why from holding_requests(app_workspace_id()) q
  where q.contact_id is null and q.email_hash = p_email_hash and q.why <> 'restricted' order by q.why limit 1
$$;

-- Takes erased people out of everything that outlives their contact (GDPR 17): db/schema/erasures.ts says of every column what becomes of it.
-- What stays is a keyed hash with reason and date, that somebody agreed, and that a message was sent. It refuses whoever is still a contact.
-- p_emails: also addresses of before, whose hash nobody kept. p_email_hashes: those they had to the end. p_former_hashes: those of before a
-- correction. What stood under an address while it was another person's is that person's, and stays.
create or replace function forget_addresses(p_contact_ids uuid[], p_emails text[], p_email_hashes bytea[], p_former_hashes bytea[] default '{}')
returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  w uuid := app_workspace_id();
  r record;
  v_hashes bytea[];
  v_from timestamptz[];
  v_until timestamptz[];
  v_kept text[] := '{form,locale,wordingHash,privacyNotice,privacyNoticeSince,signedUpAt,confirmationMailedAt,confirmed,confirmedOn}';
begin
  if exists (select from contacts p where p.workspace_id = w and (p.id = any (p_contact_ids) or p.email = any (p_emails))) then
    raise exception 'a contact is erased before its traces' using errcode = 'check_violation';
  end if;
  if exists (select from holding_requests(w) q where q.why <> 'restricted'
    and (q.contact_id = any (p_contact_ids) or q.contact_id is null and q.email_hash = any (p_email_hashes)))
  then
    raise exception 'a person who waits for an answer is not forgotten' using errcode = 'check_violation';
  end if;
  -- Addresses the person had before they were corrected, unless somebody else is a contact by one.
  for r in
    select f.email, f.email_hash from (
      select d.email, d.email_hash from deliveries d where d.workspace_id = w and d.contact_id = any (p_contact_ids)
      union select q.email, q.email_hash from subject_requests q where q.workspace_id = w and q.contact_id = any (p_contact_ids)
    ) f
    where f.email <> '' and f.email <> all (p_emails)
      and not exists (select from contacts p where p.workspace_id = w and p.email = f.email)
  loop
    p_emails := array_append(p_emails, r.email);
    p_former_hashes := array_append(p_former_hashes, r.email_hash);
  end loop;

  -- The time in which each address was theirs: from the correction of another contact who had it, to their own.
  select coalesce(array_agg(t.hash), '{}'), coalesce(array_agg(t.since), '{}'), coalesce(array_agg(t.until), '{}')
  into v_hashes, v_from, v_until from (
    select h.hash,
      coalesce((select max(a.since) from contact_addresses a
        where a.workspace_id = w and a.email_hash = h.hash and a.contact_id <> all (p_contact_ids)), '-infinity') as since,
      case when h.hash = any (p_email_hashes) then 'infinity' else coalesce((select max(a.since) from contact_addresses a
        where a.workspace_id = w and a.email_hash = h.hash and a.contact_id = any (p_contact_ids)), 'infinity') end as until
    from (select distinct x as hash from unnest(p_email_hashes || p_former_hashes) x) h
  ) t;

  -- An import that was begun before brings none of them back.
  insert into erased_addresses (workspace_id, email_hash) select w, h from unnest(v_hashes) h
  on conflict (workspace_id, email_hash) do update set erased_at = now();

  -- Answers that programs may ask for again, for a day.
  delete from idempotent_requests kept where kept.workspace_id = w and (
    exists (select from unnest(p_contact_ids) i where strpos(kept.answer, i::text) > 0)
    or exists (select from unnest(p_emails) e where strpos(kept.answer, e) > 0));
  update suppressions s set email = null, note = case when s.note = 'Erased at their request.' then s.note end,
    lifted_note = case when s.lifted_note is not null then '[erased]' end
  where s.workspace_id = w and exists (select from unnest(v_hashes, v_from, v_until) t(hash, since, until)
    where t.hash = s.email_hash and (s.created_at >= t.since and s.created_at < t.until
      -- A wish of theirs that was copied to the address they had before.
      or t.until < 'infinity' and exists (select from suppressions o where o.workspace_id = w and o.email_hash = any (p_email_hashes)
        and o.reason = s.reason and o.created_at = s.created_at and o.newsletter_id is not distinct from s.newsletter_id)));
  if cardinality(p_emails) > cardinality(v_hashes) then
    update suppressions s set email = null, note = null, lifted_note = case when s.lifted_note is not null then '[erased]' end
    where s.workspace_id = w and s.email = any (p_emails) and s.email_hash <> all (v_hashes);
  end if;

  update deliveries d set email = '', reply = null,
    state = case when d.state = 'queued' then 'skipped' else d.state end,
    reason = case when d.state = 'queued' then 'contact_deleted' else d.reason end
  where d.workspace_id = w and d.contact_id = any (p_contact_ids);

  delete from mail_turns t where t.workspace_id = w and t.contact_id = any (p_contact_ids);

  update consents k set ip = null, user_agent = null,
    evidence = coalesce((select jsonb_object_agg(e.key, e.value) from jsonb_each(k.evidence) e where e.key = any (v_kept)), '{}'),
    wording = case when names_address(k.wording, p_emails) then '[erased]' else k.wording end
  where k.workspace_id = w and k.contact_id = any (p_contact_ids);

  update import_refusals i set value = '[erased]', email_hash = null,
    message = case when position('@' in i.message) > 0 then '[erased]' else i.message end
  from imports j, unnest(v_hashes, v_from, v_until) t(hash, since, until)
  where i.workspace_id = w and i.email_hash = t.hash and j.workspace_id = w and j.id = i.import_id
    and j.created_at >= t.since and j.created_at < t.until;
  update import_refusals i set value = '[erased]', message = case when position('@' in i.message) > 0 then '[erased]' else i.message end
  where i.workspace_id = w and i.email_hash is null and i.value <> '[erased]'
    and (names_address(i.value, p_emails) or names_address(i.message, p_emails));

  -- An action that waits still begins, with its text but without the address.
  update bulk_actions b set input = case when b.finished_at is not null then '{}'
    else (select jsonb_object_agg(e.key, case when names_address(e.value::text, p_emails) then to_jsonb('[erased]'::text) else e.value end)
      from jsonb_each(b.input) e) end
  where b.workspace_id = w and names_address(b.input::text, p_emails);
  -- A campaign that lost its filter goes to nobody.
  update campaigns c set segment_filters = null where c.workspace_id = w and names_address(c.segment_filters::text, p_emails);
  delete from segments s where s.workspace_id = w and names_address(s.filters::text, p_emails);
  delete from command_results c where c.workspace_id = w and names_address(c.result::text, p_emails);

  update subject_requests q set email = null, words = null, arrived = null, ip = null, user_agent = null, contact_id = null,
    extension = case when q.extension is not null then '[erased]' end, answer = case when q.answer is not null then '[erased]' end,
    proof_hash = null, bundle_hash = null, closed_at = coalesce(q.closed_at, now()),
    outcome = coalesce(q.outcome, case when q.kind = 'erase' and q.identified_at is not null then 'fulfilled' else 'erased' end)
  where q.workspace_id = w and (q.contact_id = any (p_contact_ids)
    -- One that waits under an address of before stays: it is answered to whoever proved that mailbox.
    or q.contact_id is null and q.id not in (select h.id from holding_requests(w) h)
      and exists (select from unnest(v_hashes, v_from, v_until) t(hash, since, until)
        where t.hash = q.email_hash and q.created_at >= t.since and q.created_at < t.until));

  -- A file of the audit log, made before the erasure, holds what the log is about to lose of them. Its sweep takes it away.
  update audit_exports x set expires_at = now() - interval '1 second'
  where x.workspace_id = w and x.ready_at is not null and x.removed_at is null and x.expires_at > now()
    and exists (select from person_keys k where k.workspace_id = w
      and k.person_id = any (p_contact_ids || array(select encode(h, 'hex')::uuid from unnest(v_hashes) h)));
  update audit_exports x set filters = '{}' where x.workspace_id = w and names_address(x.filters::text, p_emails);

  -- Mail that waits, and mail that went or failed with a server's words: the queue keeps it for a while.
  delete from pgboss.job j
  where j.state <> 'active' and j.data ->> 'workspaceId' = w::text
    and (names_address(j.data::text, p_emails) or names_address(j.output::text, p_emails));
end $$;

-- Contacts of the entered workspace whose address or names hold every part, found by the keys of three signs. A part is a pattern of LIKE, a text
-- between two `%`, with at least three signs in a row. An owner's right, because row-level security keeps the index out of conditions; the
-- workspace is the entered one, and stands in every key. The index is asked alone (`offset 0`): without statistics the planner would take a
-- workspace for a handful of rows and read all of it. p_limit: the most that are wanted; null for all.
create or replace function find_contacts(p_one text, p_two text, p_three text, p_four text, p_limit integer) returns setof uuid
language plpgsql stable security definer rows 500 set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off as $$
declare
  v_workspace_id uuid := app_workspace_id();
  v_parts bigint[] := pattern_parts(v_workspace_id, array[p_one, p_two, p_three, p_four]);
begin
  return query select found.id from (
    select c.id, c.workspace_id from contacts c
    where text_parts(c.workspace_id, c.email || ' ' || coalesce(c.first_folded, '') || ' ' || coalesce(c.last_folded, '')) @> v_parts
      and (c.email || ' ' || coalesce(c.first_folded, '') || ' ' || coalesce(c.last_folded, '')) collate "C" like p_one
      and (p_two is null
        or (c.email || ' ' || coalesce(c.first_folded, '') || ' ' || coalesce(c.last_folded, '')) collate "C" like p_two)
      and (p_three is null
        or (c.email || ' ' || coalesce(c.first_folded, '') || ' ' || coalesce(c.last_folded, '')) collate "C" like p_three)
      and (p_four is null
        or (c.email || ' ' || coalesce(c.first_folded, '') || ' ' || coalesce(c.last_folded, '')) collate "C" like p_four)
    offset 0) found
    where found.workspace_id = v_workspace_id limit p_limit;
end $$;

-- Suppressions of the entered workspace whose address holds a part, likewise.
create or replace function find_suppressions(p_part text) returns setof uuid
language plpgsql stable security definer rows 500 set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off as $$
declare
  v_workspace_id uuid := app_workspace_id();
  v_parts bigint[] := pattern_parts(v_workspace_id, array[p_part]);
begin
  return query select found.id from (
    select s.id, s.workspace_id from suppressions s
    where s.email is not null and s.lifted_at is null
      and text_parts(s.workspace_id, s.email) @> v_parts and s.email collate "C" like p_part
    offset 0) found
    where found.workspace_id = v_workspace_id;
end $$;

-- The keys that a row must have to match all patterns. None without a workspace, or without three signs in a row: then nothing is found.
create or replace function pattern_parts(p_workspace_id uuid, p_patterns text[]) returns bigint[]
language sql immutable parallel safe set search_path = public, pg_temp as $$
  select array_agg(distinct part)
  from unnest(p_patterns) pattern,
    unnest(text_parts(p_workspace_id, regexp_replace(substr(pattern, 2, length(pattern) - 2), '\\(.)', '\1', 'g'))) part
$$;

-- The rules that would block a domain by those above it: *.example.com and *.com for mail.example.com.
create or replace function rules_above(p_domain text) returns text[] language sql immutable parallel safe
set search_path = public, pg_temp as $$
  select coalesce(array_agg('*.' || array_to_string(labels[n:], '.')), '{}')
  from (select string_to_array(p_domain, '.') as labels) split, generate_series(2, least(array_length(labels, 1), 127)) n -- a domain has no more labels (RFC 1035 2.3.4)
$$;

-- Adds contacts that one program tells, for the application's create command. The key's right is held first, as hold_key says. Addresses are
-- taken in one order, so that two calls never wait for each other in a ring, and the entries come last, because the chain of a workspace is
-- written by one transaction at a time. made: false for an address that a contact has. origin_key is a key that is stored already.
create or replace function create_contacts(p_workspace_id uuid, p_made_by uuid, p_key_id uuid, p_action text, p_asked jsonb)
returns table (n integer, made boolean) language plpgsql
set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_made uuid[];
begin
  perform set_config('app.workspace_id', p_workspace_id::text, true);
  perform hold_key(p_made_by, p_workspace_id, p_key_id);
  -- Whoever writes contacts owes an entry, even for no row. So nothing is written where every address is known.
  if not exists (
    select from jsonb_to_recordset(p_asked) as x(email text)
    where not exists (select from contacts c where c.workspace_id = p_workspace_id and c.email = x.email))
  then
    return query select x.n, false from jsonb_to_recordset(p_asked) as x(n integer);
    return;
  end if;
  with added as (
    insert into contacts (id, workspace_id, email, email_hash, first_name, last_name, country, source)
    select x.contact_id, p_workspace_id, x.email, x.email_hash, x.first_name, x.last_name, x.country, 'api'
    from jsonb_to_recordset(p_asked) as x(n integer, contact_id uuid, email text, email_hash bytea, first_name text, last_name text, country text)
    order by x.email collate "C", x.n
    on conflict do nothing returning id)
  select array_agg(a.id) into v_made from added a;
  if v_made is null then
    raise exception using errcode = 'serialization_failure', message = 'Another request added these contacts at the same moment.';
  end if;
  perform audit_append(r.audit_id, p_workspace_id, null, 'apiKey', p_key_id::text, p_action, 'done', r.contact_id::text, r.detail,
    row(r.origin_key, r.origin_sealed, r.origin_commitment, r.ip_bucket)::audit_sealed, null, r.request_id)
  from (
    select x.* from jsonb_to_recordset(p_asked) as x(n integer, contact_id uuid, detail text, audit_id uuid, request_id text, origin_key uuid,
      origin_sealed bytea, origin_commitment bytea, ip_bucket smallint)
    where x.contact_id = any (v_made) order by x.n) r;
  return query select x.n, x.contact_id = any (v_made) from jsonb_to_recordset(p_asked) as x(n integer, contact_id uuid);
end $$;
