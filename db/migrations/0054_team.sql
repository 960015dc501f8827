-- The team: who knows a password that should change when they leave, who was asked to protect their account, and since when they do not.

alter table email_accounts add column connected_by uuid;
comment on column email_accounts.connected_by is 'Who typed the password it holds: to be changed at the provider when they leave.';

select audit_append(new_id(), null, null, 'job', 'migrate', 'email_account.note_who_connected', 'done', null, '{}', null, null,
  'migrate');
update email_accounts a set connected_by = e.user_id
from (select distinct on (target) target, user_id from audit_events
  where action = 'email_account.connect' and result = 'done' and user_id is not null order by target, seq desc) e
where e.target = a.id::text;

alter table memberships add column reminded_at timestamptz;
comment on column memberships.reminded_at is 'When they were last asked by mail to turn on a second factor: once a day is enough.';

alter table users add column totp_disabled_at timestamptz;
comment on column users.totp_disabled_at is 'Since when their authenticator app is off, where it was on before.';

-- Whatever turns it off (the person, a recovery, an operator), the time is noted.
create function note_totp_disabled() returns trigger language plpgsql as $$
begin
  new.totp_disabled_at := case when new.totp_enabled_at is null then now() end;
  return new;
end $$;
create trigger totp_disabled before update of totp_enabled_at on users for each row
  when ((old.totp_enabled_at is null) <> (new.totp_enabled_at is null)) execute function note_totp_disabled();

create index sessions_activity on sessions (user_id, last_seen_at desc);
create index invitations_newest on invitations (workspace_id, id desc);
