-- What the roles of the application may do. Runs after every migration; :"app", :"read" and :"keep" stand for the roles' names.
revoke all on schema public from public;
revoke all on all tables in schema public from :"app", :"read", :"keep";
revoke all on all routines in schema public from public, :"app", :"read", :"keep";
grant usage on schema public to :"app", :"read", :"keep";

grant select on all tables in schema public to :"app", :"read";
grant insert, update, delete on all tables in schema public to :"app";
grant execute on all routines in schema public to :"app";
grant execute on function app_workspace_id(), app_user_id(), session_actor, delivery_by_id, invitation_by_token to :"read";

-- The audit log is written by audit_append alone, debts only by their trigger, and the heads of the chains are nobody's to see.
revoke insert, update, delete on audit_events, audit_required, schema_migrations from :"app";
revoke select on audit_required, schema_migrations from :"app", :"read";
revoke all on audit_chains from :"app", :"read";
revoke execute on function audit_append_at, audit_make_partitions from :"app";
revoke execute on procedure guard, wall from :"app";

-- Personal data in entries: half of its key. Made by the application, destroyed by forget_person alone.
revoke update, delete on person_keys from :"app";
revoke select on person_keys from :"read";

-- The keeper of the log makes room ahead; what it may take away says the function it calls.
revoke insert, update, delete, select on audit_checkpoints from :"app";
revoke select on audit_checkpoints from :"read";
grant select (number, at, public_key, stored_at) on audit_checkpoints to :"app", :"read";
revoke delete on audit_verifications from :"app";
revoke execute on function audit_heads, audit_add_checkpoint, audit_read, audit_headless, audit_has_number, audit_chains_of, audit_months,
  audit_month_ends, audit_drop_month, audit_forget_unused from :"app";
grant execute on function audit_heads, audit_add_checkpoint, audit_read, audit_headless, audit_has_number, audit_chains_of, audit_months,
  audit_month_ends, audit_drop_month, audit_forget_unused to :"keep";
grant select on audit_checkpoints to :"keep";
grant execute on function audit_make_partitions to :"keep";
revoke update on consents from :"app";

-- A key is counted by the application, never changed or destroyed by it.
revoke update, delete on data_keys from :"app";
grant update (seals) on data_keys to :"app";

-- Secrets are read by the process that opens a connection, never by a page.
revoke select on sessions, login_tickets, login_challenges, email_tokens, attempt_counters, data_keys, import_chunks from :"read";

revoke select on users, recovery_codes, totp_enrolments, passkeys, webauthn_challenges, invitations from :"read";
grant select (id, email, name, email_verified_at, disabled_at, created_at, totp_enabled_at, totp_disabled_at, has_password,
  password_changed_at, password_weak_since) on users to :"read";
grant select (id, user_id, workspace_id, amr, auth_time, created_at, last_seen_at, absolute_expires_at, revoked_at, ip, user_agent, country,
  city) on sessions to :"read";
grant select (id, user_id, created_at, used_at) on recovery_codes to :"read";
grant select (id, user_id, name, transports, aaguid, backed_up, created_at, last_used_at) on passkeys to :"read";
grant select (id, workspace_id, email, role, invited_by, created_at, sent_at, expires_at, accepted_at, cancelled_at) on invitations to :"read";

-- Counts about one person, for their own check-up.
grant execute on function security_facts to :"read";

-- Key rotation: the application asks for one and says that it ended; the keeper alone changes data keys.
revoke insert, update, delete on ring_keys, key_rotations from :"app";
revoke execute on function key_rotation_hold, key_rotation_stop, data_keys_to_rewrap, data_key_rewrap, data_keys_to_reseal, data_key_retire,
  data_key_in_use, data_key_destroy from :"app";
grant execute on function key_rotation_hold, key_rotation_stop, data_keys_to_rewrap, data_key_rewrap, data_keys_to_reseal, data_key_retire,
  data_key_destroy to :"keep";
grant execute on function ring_key_counts, key_rotation_latest to :"read";
