-- The zone a person reads times in. Null: the workspace's, as before.

alter table users add column time_zone text check (length(time_zone) <= 50);
comment on column users.time_zone is 'IANA name as the person or their browser chose it. Null: the zone of the workspace they are in.';

-- Returns more columns than before, which needs a new function (db/functions/account.sql).
drop function if exists session_actor(bytea);
