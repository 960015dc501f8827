-- A webhook goes on by itself, so it knows who answers for it: who made it, who set its address last, and the API keys they did it with.
-- When one of them goes, the webhook is held until an admin has looked at it.

alter table webhooks add column program_id uuid;
alter table webhooks add column changed_by uuid;
alter table webhooks add column changed_program_id uuid;
alter table webhooks add column changed_at timestamptz;
alter table webhooks add column moved_at timestamptz;
comment on column webhooks.program_id is 'API key that made it. Its revocation holds the webhook.';
comment on column webhooks.changed_by is 'Member who set the address last, or resumed a held webhook and so answers for it.';
comment on column webhooks.changed_program_id is 'API key that set the address last.';
comment on column webhooks.moved_at is 'When it went to another host. Deliveries of before were for the former one, and are not sent again.';

alter table webhooks drop constraint webhooks_disabled_reason_check, add constraint webhooks_disabled_reason_check
  check (disabled_reason in ('gone', 'failing', 'paused', 'disowned', 'withdrawn', 'key_revoked'));

create trigger webhook_maker_gone after delete on memberships for each row execute function webhook_maker_withdrawn();
create trigger webhook_maker_lowered after update of role on memberships for each row
  when (old.role in ('owner', 'admin') and new.role not in ('owner', 'admin')) execute function webhook_maker_withdrawn();
create trigger webhook_program_ended after update of revoked_at on api_keys for each row
  when (old.revoked_at is null and new.revoked_at is not null) execute function webhook_key_revoked();
