-- What a server refuses for good is first held, a run of refusals waits for a member's word, and an account waits until its sending limit
-- ends.

alter table deliveries add column held_at timestamptz;
comment on column deliveries.held_at is 'When a server refused it for good. Set while nobody has decided whose fault that was: queued, but never claimed. reason is what it would fail with.';
create index deliveries_held on deliveries (workspace_id, campaign_id, held_at) where state = 'queued' and held_at is not null;

alter table campaigns add column undecided_at timestamptz;
comment on column campaigns.undecided_at is 'When a run of refusals paused it. A member decides whether the account or the addresses are at fault; until then it cannot go on.';
alter table campaigns add column decided_runs integer not null default 0;
comment on column campaigns.decided_runs is 'How often a member called the addresses of a run bad. Each time it takes twice as many refusals to ask again.';

alter table email_account_health add column limited_until timestamptz;
comment on column email_account_health.limited_until is 'When its sending limit ends, as the server said or its window is long. Nothing is sent through it before, by any campaign.';
