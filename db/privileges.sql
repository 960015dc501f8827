-- What the roles of the application may do. Runs after every migration; :"app", :"read" and :"keep" stand for the roles' names.
revoke all on schema public from public;
revoke all on all tables in schema public from :"app", :"read", :"keep";
revoke all on all routines in schema public from public, :"app", :"read", :"keep";
grant usage on schema public to :"app", :"read", :"keep";

-- No role of the application makes temporary tables, in which it could keep what no wall stands in front of; large-objects.sql says the
-- same of large objects.
do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$;

grant select on all tables in schema public to :"app";
grant insert, update, delete on all tables in schema public to :"app";

-- The audit log is written by audit_append alone, debts only by their trigger, and the heads of the chains are nobody's to see.
revoke insert, update, delete on audit_events, audit_required, schema_migrations from :"app";
revoke select on audit_required, schema_migrations from :"app";
revoke all on audit_chains from :"app";

-- Personal data in entries: half of its key. Made by the application, destroyed by forget_person alone.
revoke update, delete on person_keys from :"app";
revoke all on forgotten_keys from :"app";

-- The answer to a form belongs to its transaction and ages; sweep_command_results alone takes old ones away.
revoke update on command_results from :"app";
grant update (result) on command_results to :"app";

-- Sessions and mailed links end by a time; only sweep_links_and_sessions takes old ones away.
revoke delete on sessions, email_tokens from :"app";

-- Checkpoints are written by the keeper of the log, through the function that checks that one follows the other.
revoke insert, update, delete, select on audit_checkpoints from :"app";
grant select (number, at, public_key, stored_at) on audit_checkpoints to :"app";
revoke delete on audit_verifications from :"app";
grant select on audit_checkpoints to :"keep";
revoke update on consents, interest_assessments from :"app";

-- An address as it was given goes with its contact, and is never changed.
revoke update on former_addresses from :"app";

-- Who left a workspace is noted by the trigger of memberships.
revoke insert, update, delete on former_members from :"app";

-- Spans that a user disowned are added by asked_in_name_of alone, and never taken away. Whom a member took away is counted, not changed.
revoke insert, update, delete on disownings from :"app";
revoke update on people_taken from :"app";

-- A key is counted by the application, never changed or destroyed by it.
revoke update, delete on data_keys from :"app";
grant update (seals) on data_keys to :"app";

-- Key rotation: its functions alone write these.
revoke insert, update, delete on ring_keys, key_rotations from :"app";

-- ── Functions ────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Nobody calls one that is not granted by name. What others call inside (triggers, audit_append_at, data_key_in_use) is granted to nobody.

grant execute on function app_workspace_id, app_user_id to :"app", :"read";
grant execute on function api_key_holder to :"app", :"read";
grant execute on function admit_programs, take_tokens, note_api_key_use, api_keys_made_by, begin_idempotent_request, keep_idempotent_requests,
  end_idempotent_request to :"app";
grant execute on function api_key_facts to :"app", :"read";
grant execute on function find_contacts, find_suppressions, rules_above to :"app", :"read";
-- The application fills the index of parts with each contact and suppression that it writes.
grant execute on function text_parts to :"app";
grant execute on function check_right, check_key, session_actor, time_zone_of, delivery_by_id, subscribe_form, confirmation_by_id, renewal_by_delivery, logo_of, logo_by_id, subject_request_form, subject_request_by_token, subject_requests_to_prove, invitation_by_token to :"app", :"read";
grant execute on function security_facts, ring_key_counts, key_rotation_latest to :"app", :"read";
grant execute on function invitation_has_account, invitation_was_mailed, is_installation_owner, account_for_owner to :"app", :"read";

grant execute on function new_id, audit_append, hold_right, forget_person, workspace_names_of, security_scores_due, lately_active, sweep_links_and_sessions,
  owns_tables, import_by_id,
  drop_idle_import_files, drop_old_erasures, unsubscribe, campaigns_to_wake, campaigns_to_start, sweep_command_results, count_deliveries_anew, count_audience_anew, audit_exports_over, audit_export_files to :"app";
grant execute on function queue_welcome, forget_addresses, who_stays, address_stays, workspaces_with_requests, take_attempts, count_attempts, create_contacts, take_signups, links_of_address, address_of_links, workspaces_to_purge, note_link_opening, sweep_subscriber_traces, unsubscribe_bursts to :"app";
grant execute on function import_tables, asked_key_works, hold_key, note_api_requests, unusual_api_keys, sweep_api_requests, right_of_session, asked_right, disowned_campaigns, asked_in_name_of, owners_to_tell, stand_in_line to :"app";
grant execute on function sender_standing to :"app", :"read";
grant execute on function webhooks_to_wake, sweep_webhook_deliveries to :"app";
-- The application asks for a rotation of keys and says that it ended; the keeper alone changes data keys.
grant execute on function key_rotation_begin, key_rotation_finish, ring_key_take_out to :"app";
grant execute on function key_rotation_hold, key_rotation_stop, data_keys_to_rewrap, data_key_rewrap, data_keys_to_reseal, data_key_retire,
  data_key_destroy to :"keep";

-- The keeper of the log makes room ahead; what it may take away, the function it calls decides.
grant execute on function audit_make_partitions, audit_heads, audit_add_checkpoint, audit_read, audit_headless, audit_has_number,
  audit_chains_of, audit_months, audit_month_ends, audit_drop_month, audit_forget_unused, audit_forgotten to :"keep";

-- The reading role sees the columns named here and no others, so a new table or column is hidden until it is written down.
-- Secrets are read by the process that opens a connection, never by a page. A column that is bytea or named like a secret
-- (*_hash, secret*, *_key, private_*) needs a line "-- reason table.column: why"; testing/contract/read-role.test.ts holds it.
--
-- reason audit_checkpoints.public_key: Public half of the signing key, shown so that a checkpoint can be verified.
-- reason audit_events.origin_key: Id of the salt's row in person_keys, which this role cannot read.
-- reason audit_events.origin_sealed: Sealed under the person's key; the log opens it for the reader through the vault.
-- reason audit_events.origin_commitment: Salted commitment; the export proves an entry by it.
-- reason audit_events.about_key: Id of the salt's row in person_keys, which this role cannot read.
-- reason audit_events.about_sealed: Sealed under the person's key; the log opens it for the reader through the vault.
-- reason audit_events.about_commitment: Salted commitment; the export proves an entry by it.
-- reason audit_events.hash: The chain itself; anyone who reads the log may recompute it.
-- reason audit_exports.sha256: Checksum of the file, shown beside its download.
-- reason contact_addresses.email_hash: Keyed hash; a wish to leave finds the person's other addresses by it.
-- reason contacts.email_hash: Keyed hash; eligibility joins it to suppressions, and without the workspace's key it names nobody.
-- reason deliveries.email_hash: Keyed hash; an unsubscribe link finds its suppressions by it after the contact is deleted.
-- reason link_openings.visitor: Keyed hash of network and browser; tells a scanner that opens many people's links.
-- reason sending_domains.public_key: Public half of the DKIM key, shown for DNS.
-- reason suppressions.email_hash: Keyed hash; eligibility joins it to contacts.
grant select (id, user_id, created_at, due_at, shortened_by, cancelled_at, completed_at, ip, user_agent, reminded_at) on account_recoveries
  to :"read";
grant select (number, at, public_key, stored_at) on audit_checkpoints to :"read";
grant select (chain_id, seq, id, occurred_at, workspace_id, user_id, actor_kind, actor_id, action, result, target, detail, ip_bucket,
  origin_key, origin_sealed, origin_commitment, about_key, about_sealed, about_commitment, request_id, hash) on audit_events to :"read";
grant select (export_id, workspace_id, run_id, done, total, began_at, moved_at) on audit_export_progress to :"read";
grant select (id, workspace_id, format, filters, asked_by, asked_at, file_name, bytes, sha256, entries, left_out, checkpoint, ready_at,
  expires_at, failed_at, failure, cancelled_at, removed_at) on audit_exports to :"read";
grant select (id, workspace_id, requested_by, created_at, moved_at, total, checked, finished_at, result, report) on audit_verifications to
  :"read";
grant select (workspace_id, id, kind, input, state, total, done, changed, failure, created_by, created_at, starts_at, undo_seconds, started_at,
  moved_at, finished_at) on bulk_actions to :"read";
grant select (workspace_id, action_id, contact_id, outcome) on bulk_action_contacts to :"read";
grant select (id, workspace_id, newsletter_id, email_account_id, name, subject, body, preheader, reply_to, created_by, created_at, updated_at,
  send_requested_at, paused_at, pause_reason, finished_at, undecided_at, decided_runs, scheduled_for,
  scheduled_by, send_program_id, unsigned_accepted_at, held_at, held_reason, kind, purpose, segment_id, segment_name, segment_filters) on campaigns to :"read";
grant select (workspace_id, campaign_id, contact_id) on campaign_people to :"read";
grant select (id, workspace_id, newsletter_id, contact_id, form, page, wording, privacy_url, privacy_since, locale, ip, user_agent, created_at,
  expires_at, message_id, mailed_at, confirmed_at, disowned_at, ended_at) on confirmations to :"read";
grant select (workspace_id, campaign_id, newsletter_id, email_account_id, name, subject, preheader, reply_to, body, saved_by, saved_at, segment_id) on
  campaign_drafts to :"read";
grant select (id, workspace_id, contact_id, newsletter_id, import_id, kind, basis, source, wording, evidence, actor_kind, actor_id, ip,
  user_agent, occurred_at, given_on, per_row, requested, soft_opt_in, expires_at) on consents to :"read";
grant select (id, workspace_id, email, email_hash, first_name, last_name, country, country_written, source, import_id, created_at, domain,
  first_folded, last_folded, paused_until, mail_frequency, language, address_corrected_at, address_corrected_by, postal_code, time_zone, restricted_at,
  restricted_for) on contacts to :"read";
grant select (workspace_id, contact_id, email_hash, email, since) on contact_addresses to :"read";
grant select (workspace_id, id, name, kind, created_at) on contact_fields to :"read";
grant select (workspace_id, tag_id, contact_id, tagged_at, import_id) on contact_tags to :"read";
grant select (workspace_id, field_id, contact_id, value, import_id, before_import) on contact_values to :"read";
grant select (campaign_id, contact_id, id, workspace_id, email, email_hash, state, reason, attempts, due_at, lease_until, message_id, reply, sent_at,
  held_at, ended_at) on deliveries to :"read";
grant select (account_id, workspace_id, last_sent_at, last_failed_at, failure, consecutive_failures, retry_at, limited_until) on
  email_account_health to :"read";
grant select (id, workspace_id, kind, label, from_name, from_address, host, port, security, username, verified_at, disconnected_at,
  created_at, connected_by, max_message_size) on email_accounts to :"read";
grant select (id, user_id, old_email, new_email, needs_approval, created_at, expires_at, approved_at, confirmed_at, completed_at,
  cancelled_at) on email_changes to :"read";
grant select (workspace_id, erased_at) on erased_addresses to :"read";
grant select (workspace_id, id, contact_id, address, until) on former_addresses to :"read";
grant select (workspace_id, user_id, left_at) on former_members to :"read";
grant select (workspace_id, import_id, line, position, contact_id, column_name, message, value) on import_left_values to :"read";
grant select (import_id, line, workspace_id, reason, message, value) on import_refusals to :"read";
grant select (id, workspace_id, newsletter_id, file_name, file_bytes, received_at, mapping, dialect, basis, attestation, consent_source,
  attested_by, attested_at, state, failure, bytes_read, lines_read, added, known, suppressed, refused, created_by, created_at, started_at,
  finished_at, moved_at, upload_id, given_on, left_before, purpose, stop_reason, subscribed, stopped, left_out, lapsed, bought,
  opt_out_offered, tagged, filled, values_left, replaces, erased, program_id, questions, list_from) on imports to :"read";
grant select (workspace_id, id, newsletter_id, purpose, necessity, balancing, written_by, created_at) on interest_assessments to :"read";
grant select (id, workspace_id, email, role, message, invited_by, created_at, sent_at, held_at, expires_at, accepted_at, cancelled_at) on
  invitations to :"read";
grant select (id, mode, ring_key_id, asked_by, total, failed, problem, held_by, held_until, started_at, finished_at) on key_rotations to
  :"read";
grant select (workspace_id, id, url, description, events, created_by, program_id, created_at, changed_by, changed_program_id,
  changed_at, moved_at, disabled_at, disabled_reason) on webhooks to :"read";
grant select (workspace_id, id, webhook_id, created_at, ends_at) on webhook_secrets to :"read";
grant select (workspace_id, webhook_id, delivered_at, failing_since, failures, slow, retry_at, problem) on webhook_health to :"read";
grant select (workspace_id, id, webhook_id, event_id, type, happened_at, contact_id, newsletter_id, campaign_id, api_key_id, detail, state,
  attempts, due_at, lease_until, status, problem, took_ms, ended_at) on webhook_deliveries to :"read";
grant select (workspace_id, delivery_id, contact_id, campaign_id, newsletter_id, reason, words, created_at) on leaving_reasons to :"read";
grant select (workspace_id, id, delivery_id, contact_id, campaign_id, page, head, agent, visitor, at) on link_openings to :"read";
grant select (workspace_id, id, newsletter_id, width, height, created_by, created_at) on logos to :"read";
grant select (workspace_id, contact_id, campaign_id, taken_at) on mail_turns to :"read";
grant select (workspace_id, user_id, role, created_at, reminded_at) on memberships to :"read";
grant select (id, workspace_id, name, description, created_at, archived_at, confirmation_required, visibility, reply_to, privacy_url,
  privacy_since, sender_name, sender_colour, confirm_subject, confirm_intro, welcome_since) on newsletters to :"read";
grant select (workspace_id, key_id, last_used_at, last_ip) on api_key_uses to :"read";
grant select (workspace_id, id, key_id, at, method, endpoint, status, milliseconds, ip, user_agent, request_id) on api_requests to :"read";
grant select (workspace_id, key_id, hour, endpoint, requests, limited, refused, failed) on api_usage to :"read";
grant select (workspace_id, key_id, network, first_ip, first_at, last_at, told_at) on api_key_networks to :"read";
grant select (workspace_id, id, public_id, last_four, name, environment, scopes, ip_ranges, created_by, created_at, expires_at, replaced_by,
  revoked_at, revoked_by) on api_keys to :"read";
grant select (id, user_id, transports, aaguid, backed_up, name, created_at, last_used_at) on passkeys to :"read";
grant select (id, user_id, created_at, used_at) on recovery_codes to :"read";
grant select (id, since, taken_out_at) on ring_keys to :"read";
grant select (user_id, day, score) on security_scores to :"read";
grant select (workspace_id, id, name, filters, created_by, created_at) on segments to :"read";
grant select (id, workspace_id, domain, selector, public_key, verified_at, created_at) on sending_domains to :"read";
grant select (id, user_id, workspace_id, amr, auth_time, created_at, last_seen_at, absolute_expires_at, revoked_at, ip, user_agent, country,
  city, name) on sessions to :"read";
grant select (workspace_id, id, kind, channel, email, contact_id, words, arrived, locale, ip, user_agent, created_at, received_on, extended_at,
  extension, due_on, proof_until, identified_at, reminded_at, closed_at, closed_by, outcome, answer, answer_mailed_at, bundle_until,
  bundle_withdrawn_at, downloads, downloaded_at, by_letter) on subject_requests to :"read";
grant select (newsletter_id, contact_id, workspace_id, import_id, subscribed_at, confirmed_at, unsubscribed_at, by_program) on subscriptions to :"read";
grant select (workspace_id, id, kind, value, note, created_by, created_at) on suppression_rules to :"read";
grant select (workspace_id, id, suppression_id, import_id, created_at) on suppression_sources to :"read";
grant select (id, workspace_id, email_hash, email, newsletter_id, reason, source, campaign_id, note, created_at, lifted_at, lifted_by,
  lifted_note, import_id, since, created_by) on suppressions to :"read";
grant select (workspace_id, id, name, created_at, import_id) on tags to :"read";
grant select (workspace_id, id, unsubscribed, sent, campaign_id, created_at) on unsubscribe_alerts to :"read";
grant select (id, email, name, password_changed_at, email_verified_at, totp_enabled_at, disabled_at, created_at, has_password,
  password_weak_since, totp_disabled_at, time_zone) on users to :"read";
grant select (id, name, plan, sender_name, sender_colour, postal_address, time_zone, created_at, two_factor_required_from, canadian_consent, audience) on workspaces
  to :"read";
