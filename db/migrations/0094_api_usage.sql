-- What programs asked: each request for 30 days, and how many an hour for a year.

create table api_requests (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  key_id uuid not null,
  at timestamptz not null,
  method text not null check (method ~ '^[A-Z]{3,10}$'),
  endpoint text check (length(endpoint) <= 100),
  status smallint not null check (status between 100 and 599),
  milliseconds integer not null check (milliseconds >= 0),
  ip text check (length(ip) <= 45),
  user_agent text check (length(user_agent) <= 512),
  request_id text check (length(request_id) <= 100),
  primary key (workspace_id, id),
  foreign key (workspace_id, key_id) references api_keys (workspace_id, id) on delete cascade
);
create index api_requests_age on api_requests (at);
create index api_requests_of_key on api_requests (workspace_id, key_id, id desc);
comment on table api_requests is 'Requests of programs, without bodies and query strings, for 30 days. The id is a UUIDv7, so that it tells their order. endpoint is null where the request was refused before its address was looked at.';
call wall('api_requests');

create table api_usage (
  workspace_id uuid not null references workspaces on delete cascade,
  key_id uuid not null,
  hour timestamptz not null,
  endpoint text not null check (length(endpoint) <= 120),
  requests integer not null,
  limited integer not null,
  refused integer not null,
  failed integer not null,
  primary key (workspace_id, hour, key_id, endpoint),
  foreign key (workspace_id, key_id) references api_keys (workspace_id, id) on delete cascade
);
create index api_usage_age on api_usage (hour);
create index api_usage_of_key on api_usage (workspace_id, key_id);
comment on table api_usage is 'Requests an hour by key and endpoint, for a year: all, those over the limit (429), other refusals (4xx) and faults (5xx).';
call wall('api_usage');

create table api_key_networks (
  workspace_id uuid not null,
  key_id uuid not null,
  network text not null check (length(network) <= 40),
  first_ip text not null check (length(first_ip) <= 45),
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  told_at timestamptz,
  primary key (workspace_id, key_id, network),
  foreign key (workspace_id, key_id) references api_keys (workspace_id, id) on delete cascade
);
comment on table api_key_networks is 'Networks a key was used from (/24 or /64) in the last 90 days. told_at: when its people were told of a new one.';
call wall('api_key_networks');

alter table api_keys add column alerted_at timestamptz;
comment on column api_keys.alerted_at is 'When its people were last told of an unusual use, at most once a day.';
