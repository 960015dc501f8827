-- What a workspace notes of its contacts in its own words: tags, fields, and filters that are kept as segments.

create table tags (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 50),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index tags_name on tags (workspace_id, lower(name));
comment on table tags is 'Words that a workspace puts on contacts, each spelt once.';
call wall('tags');
call guard('tags');

create table contact_tags (
  workspace_id uuid not null,
  tag_id uuid not null,
  contact_id uuid not null,
  tagged_at timestamptz not null default now(),
  primary key (workspace_id, tag_id, contact_id),
  foreign key (workspace_id, tag_id) references tags on delete cascade,
  foreign key (workspace_id, contact_id) references contacts on delete cascade
);
create index contact_tags_contact on contact_tags (workspace_id, contact_id);
comment on table contact_tags is 'Which contact bears which tag.';
call wall('contact_tags');
call guard('contact_tags');

create table contact_fields (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 50),
  kind text not null check (kind in ('text', 'number', 'date', 'yes_no')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index contact_fields_name on contact_fields (workspace_id, lower(name));
comment on table contact_fields is 'Fields of a workspace''s own for its contacts. The kind decides what a value may be and never changes.';
call wall('contact_fields');
call guard('contact_fields');

create table contact_values (
  workspace_id uuid not null,
  field_id uuid not null,
  contact_id uuid not null,
  value text not null check (length(value) between 1 and 500),
  primary key (workspace_id, field_id, contact_id),
  foreign key (workspace_id, field_id) references contact_fields on delete cascade,
  foreign key (workspace_id, contact_id) references contacts on delete cascade
);
create index contact_values_contact on contact_values (workspace_id, contact_id);
comment on table contact_values is 'A contact''s value of a field in its one form: a number with a point, a day as 2026-03-02, yes or no. No row: not known.';
call wall('contact_values');
call guard('contact_values');

create table segments (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  filters jsonb not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index segments_name on segments (workspace_id, lower(name));
comment on table segments is 'Filters of the list of contacts under a name. Who belongs to one is asked anew each time.';
call wall('segments');
call guard('segments');
