-- The report says when a delivery failed.
alter table deliveries add column ended_at timestamptz;
comment on column deliveries.ended_at is 'When it failed for good, or when its fate was lost. Null while it waits, and for what was sent: sent_at.';
