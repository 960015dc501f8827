-- A link proves an address for the sign-up it was mailed for. Somebody who signs up with a stranger's address before they do would
-- otherwise own the account the stranger verifies: so each link carries the password of its own sign-up.

alter table email_tokens add column password_hash text;
comment on column email_tokens.password_hash is 'The password chosen in the sign-up this link was mailed for; becomes the person''s when it is opened first.';
