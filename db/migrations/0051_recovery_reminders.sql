-- A request to be let in again is announced once more, a day before it is carried out.
alter table account_recoveries add column reminded_at timestamptz;
comment on column account_recoveries.reminded_at is 'When the person was told that a day is left to object.';
create index account_recoveries_due on account_recoveries (due_at) where cancelled_at is null and completed_at is null;
