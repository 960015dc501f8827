-- Token buckets of the API's rate limits, where no Redis is set. Unlogged: after a crash every bucket is full again.

create unlogged table rate_buckets (
  key text primary key check (length(key) between 1 and 200),
  tokens integer not null,
  refilled_at bigint not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
comment on table rate_buckets is 'Requests left to a workspace, by the id of its bucket. refilled_at is in milliseconds since 1970, by the database''s clock.';
