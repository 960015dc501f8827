-- Renewals: a campaign that asks people whose implied consent ends for express consent (CASL s.10(1)).

alter table campaigns add column purpose text not null default 'news' check (purpose in ('news', 'renewal'));
comment on column campaigns.purpose is 'renewal: it goes to its campaign_people alone, and carries the link on which each of them may agree.';

create table campaign_people (
  workspace_id uuid not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  primary key (workspace_id, campaign_id, contact_id),
  foreign key (workspace_id, campaign_id) references campaigns on delete cascade,
  foreign key (workspace_id, contact_id) references contacts on delete cascade
);
create index campaign_people_contact on campaign_people (workspace_id, contact_id);
comment on table campaign_people is 'Whom a renewal was prepared for. The gate decides for each of them again when it is sent.';
call wall('campaign_people');
call guard('campaign_people');
