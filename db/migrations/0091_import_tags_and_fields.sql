-- Imports that bring tags and values of own fields, and can take them back.

alter table tags add column import_id uuid;
comment on column tags.import_id is 'The import that made the tag. Rolling that import back takes it away while no contact bears it.';

alter table contact_tags add column import_id uuid;
comment on column contact_tags.import_id is 'The import that alone put it there. Null once a member or another import asked for the same: rolling back leaves it then.';
create index contact_tags_import on contact_tags (workspace_id, import_id) where import_id is not null;

alter table contact_values add column import_id uuid;
comment on column contact_values.import_id is 'The import that alone set it. Null once a member or another import said the same.';
alter table contact_values add column before_import text check (length(before_import) between 1 and 500);
comment on column contact_values.before_import is 'Value that the import replaced, so that rolling it back brings it back. Null where the field was empty.';
create index contact_values_import on contact_values (workspace_id, import_id) where import_id is not null;

alter table imports add column tagged integer not null default 0;
comment on column imports.tagged is 'Tags that the import put on contacts.';
alter table imports add column filled integer not null default 0;
comment on column imports.filled is 'Values of own fields that the import set.';
alter table imports add column values_left integer not null default 0;
comment on column imports.values_left is 'Single values that were left out while their person came in.';
alter table imports add column replaces boolean not null default false;
comment on column imports.replaces is 'True where the file''s values take the place of those that a contact has; otherwise they fill empty fields alone.';

create table import_left_values (
  workspace_id uuid not null,
  import_id uuid not null,
  line integer not null,
  position integer not null,
  contact_id uuid not null,
  column_name text not null,
  message text not null,
  value text not null,
  primary key (workspace_id, import_id, line, position),
  foreign key (workspace_id, contact_id) references contacts on delete cascade
);
create index import_left_values_contact on import_left_values (workspace_id, contact_id);
comment on table import_left_values is 'Values that an import left out while it took their person: a date that is none, a tag that is too long.';
call wall('import_left_values');
