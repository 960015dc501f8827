-- Signing up by a form, and confirming it by mail.

alter table newsletters add column confirmation_required boolean not null default true;
comment on column newsletters.confirmation_required is 'Whether a person who signs up must confirm by mail before anything is sent (double opt-in).';
alter table newsletters add column visibility text not null default 'unlisted' check (visibility in ('public', 'unlisted', 'closed'));
comment on column newsletters.visibility is 'public: its page takes subscribers, and the preference page offers it. unlisted: its page alone does. closed: nobody signs up.';
alter table newsletters add column reply_to text check (length(reply_to) <= 254);
comment on column newsletters.reply_to is 'Where answers to the confirmation mail go; null: to nobody who reads them.';
alter table newsletters add column privacy_url text check (length(privacy_url) <= 500);
alter table newsletters add column privacy_since timestamptz;
comment on column newsletters.privacy_since is 'Since when the form names this privacy notice: the version that a consent records.';

create table confirmations (
  workspace_id uuid not null,
  id uuid not null,
  newsletter_id uuid not null,
  contact_id uuid not null,
  form text not null check (form in ('hosted', 'embedded', 'preferences', 'member')),
  page text check (length(page) <= 500),
  wording text not null,
  privacy_url text,
  privacy_since timestamptz,
  locale text not null,
  ip text,
  user_agent text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  message_id text,
  mailed_at timestamptz,
  confirmed_at timestamptz,
  disowned_at timestamptz,
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, newsletter_id) references newsletters,
  foreign key (workspace_id, contact_id) references contacts on delete cascade
);
create index confirmations_contact on confirmations (workspace_id, contact_id, newsletter_id);
create index confirmations_age on confirmations (workspace_id, created_at);
comment on table confirmations is 'What a person saw and agreed to on a form, until they confirm it by mail. Its link is signed, not stored. Unconfirmed ones go after 30 days, with their IP addresses.';
comment on column confirmations.ended_at is 'When another link of the same person confirmed first.';
call wall('confirmations');
call guard('confirmations');
