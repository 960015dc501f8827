-- A newsletter's own sender, colour and logo, the words of its confirmation mail, and its welcome mail.

alter table newsletters add column sender_name text check (length(sender_name) between 1 and 1000);
comment on column newsletters.sender_name is 'Who writes this newsletter; null: the workspace''s sender.';
alter table newsletters add column sender_colour text
  check (sender_colour in ('evergreen', 'ocean', 'plum', 'brick', 'ochre', 'slate', 'ink'));
comment on column newsletters.sender_colour is 'Colour of its pages, by name; null: the workspace''s.';
alter table newsletters add column confirm_subject text check (length(confirm_subject) between 1 and 1000);
alter table newsletters add column confirm_intro text check (length(confirm_intro) between 1 and 300);
comment on column newsletters.confirm_intro is 'Words before the fixed part of the confirmation mail, which may not advertise; null: none.';
alter table newsletters add column welcome_since timestamptz;
comment on column newsletters.welcome_since is 'Since when each new subscriber gets the welcome mail; null: none does.';

create table logos (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  newsletter_id uuid,
  bytes bytea not null check (octet_length(bytes) between 1 and 150000),
  width integer not null check (width between 1 and 480),
  height integer not null check (height between 1 and 160),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, newsletter_id) references newsletters
);
create unique index logos_of on logos (workspace_id, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000'));
comment on table logos is 'The picture on subscribers'' pages, encoded anew by us as PNG: of one newsletter, or (newsletter_id null) of the workspace.';
call wall('logos');
call guard('logos');

alter table campaigns add column kind text not null default 'campaign' check (kind in ('campaign', 'welcome'));
comment on column campaigns.kind is 'welcome: the mail that each new subscriber of its newsletter gets once. It never finishes; deliveries are added one by one.';
create unique index campaigns_welcome on campaigns (workspace_id, newsletter_id) where kind = 'welcome';

-- Their answers grow by columns, so that they are made anew with the other functions, in this same migration.
drop function if exists subscribe_form(uuid);
drop function if exists confirmation_by_id(uuid, uuid);
