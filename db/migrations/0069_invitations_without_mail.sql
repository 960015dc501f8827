-- An invitation whose mail was held back, so that mails that other workspaces caused never refuse it.

alter table invitations add column held_at timestamptz;
comment on column invitations.held_at is 'When its last mail was held back, because the address got enough of them that day; null when it went out.';
