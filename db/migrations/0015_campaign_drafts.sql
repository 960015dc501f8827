-- Writing a campaign: the line after the subject, where replies go, and text that is saved while it is typed.

alter table campaigns
  add column preheader text not null default '' check (length(preheader) <= 200),
  add column reply_to text not null default '' check (length(reply_to) <= 320);

create table campaign_drafts (
  workspace_id uuid not null,
  campaign_id uuid not null,
  newsletter_id uuid,
  email_account_id uuid,
  name text not null check (length(name) between 1 and 100),
  subject text not null check (length(subject) <= 200),
  preheader text not null check (length(preheader) <= 200),
  reply_to text not null check (length(reply_to) <= 320),
  body text not null check (length(body) <= 200000),
  saved_by uuid not null,
  saved_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (workspace_id, campaign_id),
  foreign key (workspace_id, campaign_id) references campaigns on delete cascade,
  foreign key (workspace_id, newsletter_id) references newsletters,
  foreign key (workspace_id, email_account_id) references email_accounts
);
comment on table campaign_drafts is 'The newest text of a draft while somebody writes. recorded_at: the last audit entry; saves until 30 minutes later by the same user are part of it. Sending copies it into campaigns.';
call wall('campaign_drafts');
