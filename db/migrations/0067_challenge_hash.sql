-- What an authenticator has to sign is kept as a hash: the browser has the bytes, and its answer brings them back.
delete from webauthn_challenges;
comment on column webauthn_challenges.challenge is 'SHA-256 of what has to be signed.';
