-- Outgoing webhooks: who is told of what happens in a workspace, and what became of each telling.

create table webhooks (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  url text not null check (length(url) <= 2000),
  description text not null default '' check (length(description) <= 200),
  events text[] not null check (cardinality(events) between 1 and 20),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  disabled_reason text check (disabled_reason in ('gone', 'failing', 'paused')),
  primary key (workspace_id, id)
);
comment on table webhooks is 'Addresses outside that are told of events. A disabled one gathers no events.';
call wall('webhooks');
call guard('webhooks');

create table webhook_secrets (
  workspace_id uuid not null,
  id uuid not null,
  webhook_id uuid not null,
  secret bytea not null,
  secret_key_id uuid not null,
  created_at timestamptz not null default now(),
  ends_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, webhook_id) references webhooks on delete cascade
);
create index webhook_secrets_webhook on webhook_secrets (workspace_id, webhook_id);
comment on table webhook_secrets is 'What deliveries are signed with, sealed. During a rotation the former one signs too, until ends_at.';
call wall('webhook_secrets');
call guard('webhook_secrets');

create table webhook_health (
  workspace_id uuid not null,
  webhook_id uuid not null,
  delivered_at timestamptz,
  failing_since timestamptz,
  failures integer not null default 0,
  slow boolean not null default false,
  retry_at timestamptz,
  problem text,
  primary key (workspace_id, webhook_id),
  foreign key (workspace_id, webhook_id) references webhooks on delete cascade
);
comment on table webhook_health is 'How an address answered last. While it fails, everything for it waits until retry_at, so that a dead address is asked once instead of a million times. One that fails or is slow is asked in a queue of its own kind.';
call wall('webhook_health');

create table webhook_deliveries (
  workspace_id uuid not null,
  id uuid not null,
  webhook_id uuid not null,
  event_id uuid not null,
  type text not null,
  happened_at timestamptz not null default now(),
  contact_id uuid,
  newsletter_id uuid,
  campaign_id uuid,
  api_key_id uuid,
  detail jsonb,
  state text not null default 'queued' check (state in ('queued', 'delivered', 'failed')),
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  lease_until timestamptz,
  status integer,
  problem text,
  took_ms integer,
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, webhook_id) references webhooks on delete cascade
);
create index webhook_deliveries_due on webhook_deliveries (workspace_id, webhook_id, due_at) where state = 'queued';
create index webhook_deliveries_log on webhook_deliveries (workspace_id, webhook_id, id desc);
create index webhook_deliveries_ended on webhook_deliveries (ended_at) where ended_at is not null;
comment on table webhook_deliveries is 'One event for one address. It names people by id alone: their address is read while sending, so that an erasure leaves none here.';
call wall('webhook_deliveries');

create trigger webhook_events_subscribed after insert on subscriptions referencing new table as written
  for each statement execute function webhook_subscribed();
create trigger webhook_events_changed after update on subscriptions referencing old table as was new table as written
  for each statement execute function webhook_subscription_changed();
create trigger webhook_events_suppressed after insert on suppressions referencing new table as written
  for each statement execute function webhook_suppressed();
create trigger webhook_events_erased after delete on contacts referencing old table as gone
  for each statement execute function webhook_erased();
create trigger webhook_events_finished after update of finished_at on campaigns for each row
  when (old.finished_at is null and new.finished_at is not null) execute function webhook_campaign_finished();
create trigger webhook_events_key_created after insert on api_keys for each row execute function webhook_key_created();
