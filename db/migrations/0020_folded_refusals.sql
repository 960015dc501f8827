-- Refusals beyond the flood limit are counted, and each window's count becomes one entry.

create table folded_refusals (
  key_hash bytea primary key check (length(key_hash) = 32),
  actor jsonb not null,
  action text not null,
  result text not null check (result in ('refused', 'failed')),
  entry jsonb not null,
  count bigint not null check (count > 0),
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now()
);
create index folded_refusals_first on folded_refusals (first_at);
comment on table folded_refusals is 'Refused attempts that the flood limit kept out of the audit log: how many, of which event, by whom. Within minutes a row becomes one entry ("30 more") and is gone.';
