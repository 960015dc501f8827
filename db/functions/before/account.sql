-- What the tables of accounts are built with.

-- Whatever turns it off (the person, a recovery, an operator), the time is noted.
create or replace function note_totp_disabled() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  new.totp_disabled_at := case when new.totp_enabled_at is null then now() end;
  return new;
end $$;
