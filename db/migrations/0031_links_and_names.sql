-- The link of an invitation that its inviter may copy. Unlike the mailed one it does not prove the address.
alter table invitations add column shown_token_hash bytea check (length(shown_token_hash) = 32);
create index invitations_shown_token on invitations (shown_token_hash) where shown_token_hash is not null;
comment on column invitations.shown_token_hash is 'The link shown to the inviter once. It invites the address and does not prove it, so it opens no new account.';

-- The name a person gives to a browser of theirs.
alter table sessions add column name text check (length(name) between 1 and 60);
comment on column sessions.name is 'What the person calls this browser, to tell it from another of the same kind.';
