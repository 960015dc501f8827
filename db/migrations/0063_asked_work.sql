-- Work that a member asks for and that goes on later: who asked and when, so that it stops when their right is gone.

alter table users add column disowned_from timestamptz, add column disowned_at timestamptz;
comment on column users.disowned_from is 'Beginning of the sign-in that the user last reported as not theirs, until disowned_at: what was asked for in between goes on no more.';

alter table imports add column asked_by uuid, add column asked_at timestamptz;
comment on column imports.asked_by is 'Who started or resumed it last; null for those that began before this column, which created_by asked for.';

alter table campaigns add column scheduled_at timestamptz, add column send_requested_by uuid;
comment on column campaigns.scheduled_at is 'When scheduled_by chose the time.';
