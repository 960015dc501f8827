-- Who opened the pages behind a message's links, and alerts about unusually many people who leave at once.

create table link_openings (
  workspace_id uuid not null,
  id uuid not null,
  delivery_id uuid not null,
  contact_id uuid not null,
  campaign_id uuid not null,
  page text not null check (page in ('unsubscribe', 'preferences')),
  head boolean not null,
  agent text check (length(agent) between 1 and 60),
  visitor bytea not null,
  at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contacts on delete cascade
);
create index link_openings_delivery on link_openings (workspace_id, delivery_id, at);
create index link_openings_contact on link_openings (workspace_id, contact_id, at);
create index link_openings_campaign on link_openings (workspace_id, campaign_id);
create index link_openings_visitor on link_openings (workspace_id, visitor, at);
create index link_openings_age on link_openings (at);
comment on table link_openings is 'Openings of a message''s unsubscribe and preference links, to tell people from security scanners. At most 60 a day of one message; gone after 90 days.';
comment on column link_openings.head is 'A HEAD request: no person''s browser begins with one.';
comment on column link_openings.agent is 'Name of a program that says it is one; null for what looks like a browser.';
comment on column link_openings.visitor is 'Keyed hash of network and browser, to see what one visitor did within a minute. Neither of them is kept.';
call wall('link_openings');

create table unsubscribe_alerts (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  unsubscribed integer not null,
  sent integer not null,
  campaign_id uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
comment on table unsubscribe_alerts is 'Hours in which unusually many people left, as the owners were told: at most one a day.';
comment on column unsubscribe_alerts.sent is 'Messages of the two days before: what the number who left is compared with.';
comment on column unsubscribe_alerts.campaign_id is 'The campaign that most of them left by.';
call wall('unsubscribe_alerts');
call guard('unsubscribe_alerts');
