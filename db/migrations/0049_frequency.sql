-- How often a person wants mail, as they choose on their own preference page.

alter table contacts add column mail_frequency text not null default 'every' check (mail_frequency in ('every', 'weekly', 'monthly'));
comment on column contacts.mail_frequency is 'At most one message in 7 days, or in a month, counted in days of the workspace''s time zone. The send gate holds it.';

create table mail_turns (
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid not null,
  campaign_id uuid not null,
  taken_at timestamptz not null default now(),
  primary key (workspace_id, contact_id)
);
create index mail_turns_age on mail_turns (taken_at);
comment on table mail_turns is 'The message that a person who wants fewer gets next: of two campaigns that send at once, one takes the row. Gone after 40 days.';
call wall('mail_turns');
