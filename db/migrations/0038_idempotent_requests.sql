-- Answers to requests of the API that named an Idempotency-Key.

create table idempotent_requests (
  workspace_id uuid not null references workspaces on delete cascade,
  key_id uuid not null,
  idempotency_key text not null check (length(idempotency_key) between 1 and 255),
  said bytea not null check (length(said) = 32),
  began_at timestamptz not null default now(),
  status smallint check (status between 200 and 299),
  answer text check (length(answer) <= 1000000),
  primary key (workspace_id, key_id, idempotency_key)
);
create index idempotent_requests_old on idempotent_requests (began_at);
comment on table idempotent_requests is 'What a changing request with an Idempotency-Key was answered, for a day. said: SHA-256 of method, address and body. status is null while it runs.';
call wall('idempotent_requests');
