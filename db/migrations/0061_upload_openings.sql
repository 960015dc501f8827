-- Each time an import is opened for a file, earlier upload forms end.

alter table imports add column opening_id uuid not null default gen_random_uuid();
comment on column imports.opening_id is 'Changes whenever the import is opened for a file. An upload form carries the one it was made for, and works for no other.';

-- It returns the opening now, and the type of a function's rows cannot be replaced.
drop function if exists import_by_id(uuid, uuid);
