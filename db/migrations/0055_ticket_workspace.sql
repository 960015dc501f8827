alter table login_tickets add column workspace_id uuid;
comment on column login_tickets.workspace_id is 'Where the session begins, when it was an invitation that led to it.';
