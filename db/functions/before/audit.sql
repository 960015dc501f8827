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
