-- A month goes only when a checkpoint covers it that is a year old itself: so the checkpoints can tell an anchor that was set too early.

-- Takes a whole month out of the log and answers how many entries that were. The last of each chain stays as its anchor, and an entry says
-- what was taken. Refused: a month that is not wholly older than one year, that no stored
-- checkpoint of a year ago covers, or that is not the oldest. It waits for nobody long: whoever appends would wait with it.
create or replace function audit_drop_month(p_month date, p_request_id text) returns bigint language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' set lock_timeout = '800ms' as $$
declare
  v_from timestamptz := date_trunc('month', p_month::timestamp);
  v_to timestamptz := v_from + interval '1 month';
  v_name text := 'events_' || to_char(v_from, 'YYYY_MM');
  v_checkpoint bigint;
  v_dropped bigint := 0;
  c record;
begin
  if v_to > now() - interval '1 year' then
    raise exception 'the entries of % are not all older than one year', to_char(v_from, 'YYYY-MM') using errcode = 'check_violation';
  end if;
  if to_regclass('audit_months.' || v_name) is null then
    raise exception 'there is no month %', to_char(v_from, 'YYYY-MM') using errcode = 'undefined_table';
  end if;
  if exists (select from audit_months() m where m.month < v_from::date) then
    raise exception 'an older month than % is still there', to_char(v_from, 'YYYY-MM') using errcode = 'check_violation';
  end if;
  -- An entry is written with its time before it is committed: an hour later it was there to be covered.
  select min(k.number) into v_checkpoint from audit_checkpoints k where k.at >= v_to + interval '1 hour' and k.stored_at is not null;
  if not exists (select from audit_checkpoints k where k.number = v_checkpoint and k.at <= now() - interval '364 days') then
    v_checkpoint := null;
  end if;
  if v_checkpoint is null then
    raise exception 'no stored checkpoint of a year ago covers %', to_char(v_from, 'YYYY-MM') using errcode = 'check_violation';
  end if;

  lock table audit_chains in exclusive mode;
  lock table audit_events in access exclusive mode;
  for c in execute format(
    'select distinct on (e.chain_id) e.chain_id, e.workspace_id, e.seq, e.hash, e.occurred_at, count(*) over (partition by e.chain_id) as entries
     from audit_months.%I e order by e.chain_id, e.occurred_at desc, e.seq desc', v_name)
  loop
    v_dropped := v_dropped + c.entries;
    update audit_chains h set anchor_seq = c.seq, anchor_hash = c.hash, anchor_at = c.occurred_at where h.chain_id = c.chain_id;
    perform audit_append_at(new_id(), c.workspace_id,
      case when c.workspace_id is null then nullif(c.chain_id, '00000000-0000-0000-0000-000000000000') end,
      'job', 'audit-log-retain', 'audit_log.retain', 'done', null,
      json_build_object('month', to_char(v_from, 'YYYY-MM'), 'dropped', c.entries, 'anchorSeq', c.seq,
        'anchorHash', encode(c.hash, 'hex'), 'checkpoint', v_checkpoint)::text,
      null, null, p_request_id, null);
  end loop;
  execute format('drop table audit_months.%I', v_name);
  return v_dropped;
end $$;
