-- A request with an Idempotency-Key counts as running while its process says so every few seconds, however long it runs. A file that it carried is
-- compared by its content.
alter table idempotent_requests add column run uuid not null default new_id();
alter table idempotent_requests add column alive_at timestamptz not null default now();
alter table idempotent_requests add column file_said bytea;
comment on column idempotent_requests.run is 'The one run that may write the answer. A run that was taken for dead writes none.';
comment on column idempotent_requests.alive_at is 'When the process of the run last said that it goes on.';
comment on column idempotent_requests.file_said is 'SHA-256 of the file that was the body; null for another body.';
comment on table idempotent_requests is 'What a changing request with an Idempotency-Key was answered, for a day. said: SHA-256 of method, address and body, without a file. status is null while it runs.';
drop function if exists begin_idempotent_request(uuid, uuid, text, bytea);
drop function if exists end_idempotent_request(uuid, uuid, text, smallint, text);
