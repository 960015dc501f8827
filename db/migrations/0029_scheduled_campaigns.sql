-- Campaigns that start by themselves, and what keeps one from starting.

alter table campaigns
  add column scheduled_for timestamptz,
  add column scheduled_by uuid,
  add column unsigned_accepted_at timestamptz,
  add column held_at timestamptz,
  add column held_reason text check (length(held_reason) <= 1000),
  add check ((scheduled_for is null) = (scheduled_by is null)),
  add check ((held_at is null) = (held_reason is null));

create index campaigns_scheduled on campaigns (scheduled_for)
  where scheduled_for is not null and send_requested_at is null and held_at is null;
comment on column campaigns.scheduled_for is 'When the worker starts it, and after that when it was meant to start. It is scheduled while it is neither sent nor held.';
comment on column campaigns.held_at is 'When its schedule came and a check failed. held_reason says which, to its author.';

-- How large a message an account's server takes, learnt when the account is verified.

alter table email_accounts add column max_message_size bigint check (max_message_size > 0);
comment on column email_accounts.max_message_size is 'Bytes, as the server says behind SIZE in answer to EHLO (RFC 1870). Null when it does not say.';
