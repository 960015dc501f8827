-- What the audit log is built with.

-- Makes the partitions of `p_months` months from the month of `p_from` on, where they are missing. Answers how many it made.
create or replace function audit_make_partitions(p_from timestamptz, p_months integer) returns integer
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  v_month timestamptz := date_trunc('month', p_from);
  v_name text;
  v_made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit_make_partitions', 0));
  for i in 1 .. p_months loop
    v_name := 'events_' || to_char(v_month, 'YYYY_MM');
    if to_regclass('audit_months.' || v_name) is null then
      execute format('create table audit_months.%I partition of audit_events for values from (%L) to (%L)',
        v_name, v_month, v_month + interval '1 month');
      execute format('create trigger no_truncate before truncate on audit_months.%I for each statement execute function refuse_change()', v_name);
      execute format('comment on table audit_months.%I is ''The audit entries of one month.''', v_name);
      v_made := v_made + 1;
    end if;
    v_month := v_month + interval '1 month';
  end loop;
  return v_made;
end $$;

-- Writes an entry for every key of personal data that is destroyed, whoever destroys it: a function, a cascade, or the owner by hand.
-- Each chain is told of its own keys, 200 an entry. Keys that no entry uses any more (audit_forget_unused) are not worth one.
create or replace function note_forgotten_keys() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v record;
  v_seq bigint;
  v_at timestamptz;
begin
  if current_setting('app.forgetting', true) = 'unused' then return null; end if;
  for v in
    select g.chain_id, g.workspace_id, g.user_id, array_agg(g.id) as keys from (
      select k.id, k.workspace_id, case when k.workspace_id is null then k.person_id end as user_id,
        coalesce(k.workspace_id, k.person_id, '00000000-0000-0000-0000-000000000000') as chain_id,
        (row_number() over (partition by k.workspace_id, case when k.workspace_id is null then k.person_id end order by k.id) - 1) / 200 as batch
      from gone k
    ) g group by g.chain_id, g.workspace_id, g.user_id, g.batch order by g.chain_id, g.batch
  loop
    perform audit_append_at(new_id(), v.workspace_id, v.user_id, 'job', 'erasure', 'audit_log.forget', 'done', null,
      json_build_object('keys', v.keys)::text, null, null,
      coalesce(nullif(current_setting('app.request_id', true), ''), 'erasure'), null);
    select c.seq, c.at into v_seq, v_at from audit_chains c where c.chain_id = v.chain_id;
    insert into forgotten_keys (key_id, chain_id, seq, at) select k, v.chain_id, v_seq, v_at from unnest(v.keys) k;
  end loop;
  return null;
end $$;
