-- Leaving by the page: the reason somebody gives afterwards, and the sender's colour on subscribers' pages.

alter table workspaces add column sender_colour text not null default 'evergreen'
  check (sender_colour in ('evergreen', 'ocean', 'plum', 'brick', 'ochre', 'slate', 'ink'));
comment on column workspaces.sender_colour is 'Colour of the pages that subscribers see, by name: a fixed set keeps its contrast in both themes.';

create table leaving_reasons (
  workspace_id uuid not null,
  delivery_id uuid not null,
  contact_id uuid not null,
  campaign_id uuid not null,
  newsletter_id uuid,
  reason text not null check (reason in ('too_often', 'not_relevant', 'never_signed_up', 'other')),
  words text check (length(words) between 1 and 500),
  created_at timestamptz not null default now(),
  primary key (workspace_id, delivery_id),
  foreign key (workspace_id, contact_id) references contacts on delete cascade
);
create index leaving_reasons_contact on leaving_reasons (workspace_id, contact_id);
create index leaving_reasons_campaign on leaving_reasons (workspace_id, campaign_id);
comment on table leaving_reasons is 'Why a person left, in their own choice and words: asked after they are gone, never before, and never needed.';
comment on column leaving_reasons.newsletter_id is 'The newsletter they left; null when they stopped all mail.';
call wall('leaving_reasons');
call guard('leaving_reasons');
