-- Work keeps the role it was asked with, because a lowered person's work must stop where they would be refused now.

alter table bulk_actions add column asked_role text not null default 'member' check (asked_role in ('member', 'admin', 'owner'));
comment on column bulk_actions.asked_role is 'Role of created_by when they asked: the rest is not done with a lower one.';
update bulk_actions set asked_role = 'admin' where kind = 'erase' and total > 20 and state in ('waiting', 'running');

alter table imports add column asked_role text not null default 'member' check (asked_role in ('member', 'admin', 'owner'));
comment on column imports.asked_role is 'Role of asked_by when they asked: the rest is not brought in with a lower one.';

alter table campaigns add column scheduled_role text check (scheduled_role in ('member', 'admin', 'owner'));
comment on column campaigns.scheduled_role is 'Role of scheduled_by when they chose the time: it does not start with a lower one. Null counts as member.';
