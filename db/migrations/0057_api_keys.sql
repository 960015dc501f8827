-- API keys. The key itself is shown once; only its hash is kept.

create table api_keys (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  public_id text not null check (public_id ~ '^[0-9A-Za-z]{10}$'),
  secret_hash bytea not null check (length(secret_hash) = 32),
  last_four text not null check (last_four ~ '^[0-9A-Za-z]{4}$'),
  name text not null check (length(name) between 1 and 80),
  environment text not null check (environment in ('live', 'test')),
  scopes text[] not null check (cardinality(scopes) between 1 and 40),
  ip_ranges text[] not null default '{}' check (cardinality(ip_ranges) <= 20),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  replaced_by uuid,
  revoked_at timestamptz,
  revoked_by uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, replaced_by) references api_keys (workspace_id, id)
);
create index api_keys_public_id on api_keys (public_id);
create index api_keys_created_by on api_keys (workspace_id, created_by);
create index api_keys_replaced_by on api_keys (workspace_id, replaced_by) where replaced_by is not null;
comment on table api_keys is 'Keys of programs. secret_hash is SHA-256 over the whole key, which holds 190 random bits. A rotated key names its successor and ends after the overlap.';
call wall('api_keys');
call guard('api_keys');

create table api_key_uses (
  workspace_id uuid not null,
  key_id uuid not null,
  last_used_at timestamptz not null,
  last_ip text check (length(last_ip) <= 45),
  primary key (workspace_id, key_id),
  foreign key (workspace_id, key_id) references api_keys (workspace_id, id) on delete cascade
);
comment on table api_key_uses is 'When and from where a key was used last, to the minute.';
call wall('api_key_uses');
