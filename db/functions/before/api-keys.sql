-- API keys: what their triggers call.

-- Whoever ends a key waits for its commands on their way, and those that it asks for from now on wait for the end.
create or replace function end_key_in_line() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('rights of key ' || new.id, 0));
  return new;
end $$;

-- Pauses the campaigns on their way that a program sent, once its key is revoked: by hand, by a report, or with whoever made it.
create or replace function campaign_key_revoked() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update campaigns c set paused_at = now(),
    pause_reason = 'The API key that sent it was revoked. Check its text and its readers before you resume it.'
  where c.workspace_id = new.workspace_id and c.send_program_id = new.id and c.finished_at is null and c.paused_at is null;
  return null;
end $$;
