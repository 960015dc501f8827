-- An erasure says what it did to requests: those that nobody proved end as erased, and a bulk erasure leaves out who waits for an answer.

alter table subject_requests drop constraint subject_requests_outcome_check, add constraint subject_requests_outcome_check
  check (outcome in ('fulfilled', 'refused', 'withdrawn', 'disowned', 'erased'));
alter table bulk_action_contacts drop constraint bulk_action_contacts_outcome_check, add constraint bulk_action_contacts_outcome_check
  check (outcome in ('changed', 'same', 'gone', 'left', 'complained', 'suppressed', 'no_ground', 'restricted', 'asked'));

-- It takes the addresses of before apart from now on: what others wrote under one since is not the person's.
drop function if exists forget_addresses(uuid[], text[], bytea[]);

comment on column contact_addresses.since is 'Moment of the last correction that named the address. For an earlier address it ends the time in which it was the contact''s.';
do $$ begin
  if exists (select from contact_addresses) then
    insert into audit_required (xact_id, paid) values (pg_current_xact_id(), true) on conflict (xact_id) do update set paid = true;
    update contact_addresses a set since = f.until
    from (select workspace_id, contact_id, address, max(until) as until from former_addresses group by 1, 2, 3) f
    where f.workspace_id = a.workspace_id and f.contact_id = a.contact_id and f.address = a.email and f.until > a.since;
  end if;
end $$;
