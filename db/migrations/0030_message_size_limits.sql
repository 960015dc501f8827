-- How large a message an account's server takes, learnt when the account is verified.

alter table email_accounts add column max_message_size bigint check (max_message_size > 0);
comment on column email_accounts.max_message_size is 'Bytes, as the server says behind SIZE in answer to EHLO (RFC 1870). Null when it does not say.';
