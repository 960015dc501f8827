-- API keys: what their triggers call.

-- Whoever ends a key waits for its commands on their way, and those that it asks for from now on wait for the end.
create or replace function end_key_in_line() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('rights of key ' || new.id, 0));
  return new;
end $$;
