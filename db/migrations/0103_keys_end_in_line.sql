-- A command of a program reads again whether its key works, in its own transaction. Its end waits for the commands on their way, or wins over
-- them: whichever statement ends a key takes the key's line. Programs hold no row of it, so that many of them put off no revocation.

create trigger ended_in_line before update of revoked_at, expires_at on api_keys for each row execute function end_key_in_line();
