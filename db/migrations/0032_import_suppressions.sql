-- Imports that suppress: the people of a file who must not be mailed, and files that are lists of nobody else.

comment on column imports.newsletter_id is 'The newsletter its people are put on. A list of people to suppress names one too, and puts nobody on it.';
alter table imports add column purpose text not null default 'subscribe' check (purpose in ('subscribe', 'suppress'));
comment on column imports.purpose is 'What becomes of the people of the file. suppress: everybody in it is suppressed, and nobody can come in.';
alter table imports add column stop_reason text check (stop_reason in ('unsubscribed', 'bounced', 'complained', 'manual'));
comment on column imports.stop_reason is 'Of a list to suppress: the reason of the rows that name none of their own.';

alter table imports add column subscribed integer not null default 0;
comment on column imports.subscribed is 'People that the import put on its newsletter, new and known.';
alter table imports add column stopped integer not null default 0;
comment on column imports.stopped is 'Suppressions that the import made or made graver.';
alter table imports add column left_out integer not null default 0;
comment on column imports.left_out is 'Rows of people who never accepted mail, or of whom nobody said whether they did.';
alter table imports add column lapsed integer not null default 0;
comment on column imports.lapsed is 'Rows whose implied consent had ended.';

alter table suppressions add column import_id uuid;
comment on column suppressions.import_id is 'The import that made it. Rolling that import back takes it away, unless the person has asked for the same since.';
alter table suppressions add column since date;
comment on column suppressions.since is 'Day on which the person left, or the address failed, as a file says. created_at is when it was recorded.';
create index suppressions_import on suppressions (workspace_id, import_id) where import_id is not null;
create index import_refusals_reason on import_refusals (workspace_id, import_id, reason, line);
