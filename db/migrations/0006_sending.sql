-- Sending: the domains mail is signed for, campaigns, and what became of each message.

create table sending_domains (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  domain text not null,
  selector text not null,
  public_key text not null,
  private_key bytea not null,
  private_key_key_id uuid not null,
  verified_at timestamptz,
  created_at timestamptz not null default now(),
  unique (workspace_id, domain),
  primary key (workspace_id, id)
);
comment on table sending_domains is 'A DKIM key per domain a workspace sends from. Signs once its DNS record was seen (verified_at).';
call wall('sending_domains');
call guard('sending_domains');

create table campaigns (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  newsletter_id uuid,
  email_account_id uuid,
  name text not null check (length(name) between 1 and 100),
  subject text not null default '' check (length(subject) <= 200),
  body text not null default '' check (length(body) <= 200000),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  send_requested_at timestamptz,
  paused_at timestamptz,
  pause_reason text,
  finished_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, newsletter_id) references newsletters,
  foreign key (workspace_id, email_account_id) references email_accounts
);
create index campaigns_workspace on campaigns (workspace_id, created_at desc);
create index campaigns_running on campaigns (workspace_id, id) where send_requested_at is not null and finished_at is null and paused_at is null;
create index campaigns_account on campaigns (workspace_id, email_account_id) where send_requested_at is not null and finished_at is null;
comment on table campaigns is 'One message to one newsletter. A draft until send_requested_at; its deliveries tell the rest.';
call wall('campaigns');
call guard('campaigns');

create table deliveries (
  workspace_id uuid not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  id uuid not null,
  email text not null,
  email_hash bytea not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'unknown', 'skipped')),
  reason text,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  lease_until timestamptz,
  message_id text,
  reply text,
  sent_at timestamptz,
  primary key (workspace_id, campaign_id, contact_id),
  unique (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaigns on delete cascade
);
-- The claim walks this in order and remembers where it was, so that rows already sent are not stepped over again and again.
create index deliveries_line on deliveries (workspace_id, campaign_id, due_at, contact_id) where state = 'queued';
create index deliveries_in_flight on deliveries (workspace_id, campaign_id, lease_until) where state = 'sending';
create index deliveries_report on deliveries (workspace_id, campaign_id, state, reason);
create index deliveries_contact on deliveries (workspace_id, contact_id);
create index deliveries_waiting on deliveries (workspace_id, email_hash) where state = 'queued';
comment on table deliveries is 'One row per campaign and contact, so nobody is mailed twice. sending with a lapsed lease is unknown: never sent again by itself.';
call wall('deliveries');

create type leaver as (
  n integer, delivery_id uuid, campaign_id uuid, contact_id uuid, email_hash bytea, email text, newsletter_id uuid, changes boolean,
  suppression_id uuid, consent_id uuid, audit_id uuid, ip text, user_agent text, request_id text, origin audit_sealed, salt bytea
);
comment on type leaver is 'Somebody who leaves, while unsubscribe() works. newsletter_id null: everything. changes: not gone yet.';
