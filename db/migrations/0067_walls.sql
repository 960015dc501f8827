-- Walls that were missing.

-- What an authenticator has to sign is kept as a hash: the browser has the bytes, and its answer brings them back.
delete from webauthn_challenges;
comment on column webauthn_challenges.challenge is 'SHA-256 of what has to be signed.';

-- Rows of an account: whoever only reads, as queries do, finds their own and those of the people in the workspace they entered, so that a
-- forgotten where shows no stranger's. The role that writes finds everybody's: it looks accounts up before anybody is signed in.
create procedure wall_account(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('create policy wall on %s using ((select has_table_privilege(%L, ''insert''))
    or user_id = (select app_user_id())
    or user_id in (select m.user_id from memberships m where m.workspace_id = (select app_workspace_id())))', target, target::text);
end $$;

call wall_account('sessions');
call wall_account('passkeys');
call wall_account('recovery_codes');
call wall_account('email_changes');
call wall_account('account_recoveries');
call wall_account('security_scores');
