/**
 * The class of every column: docs/security/data.md is written from here. A column that stands in no list fails the test, so that
 * nobody adds one without a thought about who may see it.
 */
export const classes = {
  secret: "opens an account, a mailbox or other data",
  pseudonym: "a hash, commitment or sealed text that stands for a person or a secret",
  personal: "says who somebody is, or where and when they were",
  content: "a customer's words and files, which may name anybody",
  business: "a customer's settings, states and figures",
  technical: "keeps the product running, and names nobody by itself",
} as const;

export type DataClass = keyof typeof classes;

type Classified = Partial<Record<DataClass, string>>;

export const columns: Record<string, Classified> = {
  account_recoveries: {
    personal: "ip user_agent",
    business: "due_at shortened_by reminded_at cancelled_at completed_at",
    technical: "id user_id created_at",
  },
  api_key_networks: {
    personal: "network first_ip",
    business: "first_at last_at told_at",
    technical: "workspace_id key_id",
  },
  api_requests: {
    personal: "ip user_agent",
    business: "at method endpoint status",
    technical: "workspace_id id key_id milliseconds request_id",
  },
  api_usage: {
    business: "hour endpoint requests limited refused failed",
    technical: "workspace_id key_id",
  },
  api_key_uses: { personal: "last_ip", business: "last_used_at", technical: "workspace_id key_id" },
  api_keys: {
    pseudonym: "secret_hash",
    content: "name",
    business:
      "environment scopes ip_ranges created_by created_at expires_at replaced_by revoked_at revoked_by alerted_at last_four",
    technical: "workspace_id id public_id",
  },
  attempt_counters: { pseudonym: "key_hash", technical: "attempts window_ends_at blocked_until" },
  audit_chains: { technical: "chain_id seq hash at anchor_seq anchor_hash anchor_at" },
  audit_checkpoints: { technical: "number at body signature public_key store_key stored_at" },
  audit_events: {
    pseudonym: "ip_bucket origin_key origin_sealed origin_commitment about_key about_sealed about_commitment",
    business: "occurred_at actor_kind actor_id action result target detail",
    technical: "chain_id seq id workspace_id user_id request_id hash",
  },
  audit_export_progress: { technical: "workspace_id export_id run_id done total began_at moved_at" },
  audit_exports: {
    content: "filters",
    business: "format asked_by asked_at ready_at expires_at cancelled_at removed_at entries left_out",
    technical: "workspace_id id store_key file_name bytes sha256 checkpoint failed_at failure",
  },
  audit_required: { technical: "xact_id paid" },
  audit_verifications: {
    business: "requested_by result report",
    technical: "workspace_id id created_at moved_at total checked finished_at",
  },
  bulk_action_contacts: {
    pseudonym: "contact_id",
    business: "outcome",
    technical: "workspace_id action_id",
  },
  bulk_actions: {
    content: "input",
    business: "kind state total done changed failure created_by asked_role starts_at undo_seconds",
    technical: "workspace_id id created_at started_at moved_at finished_at",
  },
  campaign_drafts: {
    content: "name subject preheader reply_to body",
    business: "newsletter_id segment_id email_account_id saved_by saved_at recorded_at",
    technical: "workspace_id campaign_id",
  },
  campaign_people: { technical: "workspace_id campaign_id contact_id" },
  campaigns: {
    content: "name subject body preheader reply_to segment_name segment_filters",
    business:
      "scheduled_at send_requested_by send_program_id segment_id newsletter_id email_account_id created_by send_requested_at paused_at pause_reason finished_at undecided_at decided_runs scheduled_for scheduled_by updated_by scheduled_role unsigned_accepted_at held_at held_reason kind purpose",
    technical: "workspace_id id created_at updated_at",
  },
  consents: {
    personal: "ip user_agent",
    content: "source wording evidence requested",
    business: "kind basis actor_kind actor_id occurred_at expires_at given_on per_row soft_opt_in",
    technical: "workspace_id id contact_id newsletter_id import_id",
  },
  contacts: {
    pseudonym: "email_hash",
    personal:
      "email first_name last_name country country_written postal_code time_zone domain first_folded last_folded language paused_until mail_frequency",
    business: "source address_corrected_at address_corrected_by restricted_at restricted_for",
    technical: "workspace_id id import_id created_at",
  },
  data_keys: {
    secret: "wrapped",
    technical: "id workspace_id purpose ring_key_id seals created_at retired_at",
  },
  deliveries: {
    pseudonym: "email_hash",
    personal: "email reply",
    business: "state reason sent_at held_at ended_at",
    technical: "workspace_id campaign_id contact_id id attempts due_at lease_until message_id",
  },
  disownings: { technical: "user_id id since until" },
  email_account_health: {
    business: "last_sent_at last_failed_at failure limited_until",
    technical: "workspace_id account_id consecutive_failures retry_at",
  },
  email_accounts: {
    secret: "secret",
    personal: "from_name from_address username",
    business: "kind label host port security verified_at connected_by disconnected_at",
    technical: "workspace_id id secret_key_id created_at max_message_size",
  },
  email_changes: {
    personal: "old_email new_email ip user_agent",
    business: "needs_approval expires_at approved_at confirmed_at completed_at cancelled_at",
    technical: "id user_id created_at",
  },
  email_tokens: {
    secret: "password_hash",
    pseudonym: "token_hash",
    personal: "email",
    technical: "user_id purpose subject_id expires_at used_at created_at",
  },
  folded_refusals: {
    pseudonym: "key_hash",
    personal: "actor entry",
    technical: "action result count first_at last_at",
  },
  forgotten_keys: { technical: "key_id chain_id seq at" },
  erased_addresses: { pseudonym: "email_hash", technical: "workspace_id erased_at" },
  former_addresses: { personal: "address", business: "until", technical: "workspace_id id contact_id" },
  former_members: { business: "user_id left_at", technical: "workspace_id" },
  idempotent_requests: {
    pseudonym: "said file_said",
    content: "answer",
    business: "status began_at",
    technical: "workspace_id key_id idempotency_key run alive_at",
  },
  import_chunks: { content: "bytes", technical: "workspace_id import_id position" },
  import_left_values: {
    personal: "value",
    business: "message",
    content: "column_name",
    technical: "workspace_id import_id line position contact_id",
  },
  import_refusals: {
    pseudonym: "email_hash",
    personal: "value",
    business: "reason message",
    technical: "workspace_id import_id line",
  },
  imports: {
    content: "file_name mapping questions attestation consent_source bought",
    business:
      "program_id asked_by asked_role asked_at basis attested_by attested_at state failure added known suppressed refused created_by given_on left_before purpose stop_reason subscribed stopped left_out lapsed opt_out_offered tagged filled values_left replaces erased list_from list_people",
    technical:
      "workspace_id id newsletter_id file_bytes upload_id opening_id received_at dialect bytes_read lines_read created_at moved_at started_at finished_at",
  },
  interest_assessments: {
    content: "purpose necessity balancing",
    business: "newsletter_id written_by",
    technical: "workspace_id id created_at",
  },
  invitations: {
    pseudonym: "token_hash shown_token_hash",
    personal: "email",
    content: "message",
    business: "role invited_by sent_at held_at expires_at accepted_at accepted_by cancelled_at",
    technical: "workspace_id id created_at",
  },
  key_rotations: {
    technical: "id mode ring_key_id asked_by total failed problem held_by held_until started_at finished_at",
  },
  login_challenges: {
    pseudonym: "id_hash",
    personal: "ip user_agent",
    technical: "user_id amr attempts known_device expires_at used_at",
  },
  link_openings: {
    pseudonym: "visitor",
    personal: "page head agent at",
    technical: "workspace_id id delivery_id contact_id campaign_id",
  },
  logos: {
    content: "bytes",
    business: "created_by",
    technical: "workspace_id id newsletter_id width height created_at",
  },
  mail_turns: { technical: "workspace_id contact_id campaign_id taken_at" },
  memberships: { business: "role reminded_at", technical: "workspace_id user_id created_at" },
  newsletters: {
    content: "name description reply_to sender_name confirm_subject confirm_intro",
    business:
      "archived_at confirmation_required visibility privacy_url privacy_since sender_colour welcome_since",
    technical: "workspace_id id created_at",
  },
  passkeys: {
    pseudonym: "credential_id public_key",
    personal: "name last_used_at",
    technical: "id user_id sign_count transports aaguid backed_up created_at",
  },
  people_taken: { business: "how people list told", technical: "workspace_id id taken_by at" },
  person_keys: { secret: "salt", pseudonym: "person_id", technical: "id workspace_id created_at" },
  rate_buckets: { technical: "key tokens refilled_at" },
  recovery_codes: { secret: "code_hash", technical: "id user_id created_at used_at" },
  ring_keys: { technical: "id since taken_out_at" },
  schema_migrations: { technical: "name hash applied_at" },
  security_scores: { business: "day score", technical: "user_id" },
  sending_domains: {
    secret: "private_key",
    business: "domain selector public_key verified_at",
    technical: "workspace_id id private_key_key_id created_at",
  },
  sessions: {
    pseudonym: "sid_hash",
    personal: "created_at last_seen_at ip user_agent country city name",
    technical: "id user_id workspace_id amr auth_time absolute_expires_at revoked_at",
  },
  subscriptions: {
    business: "subscribed_at confirmed_at unsubscribed_at",
    technical: "workspace_id newsletter_id contact_id import_id by_program",
  },
  suppressions: {
    pseudonym: "email_hash",
    personal: "email",
    content: "note lifted_note",
    business: "reason source created_at created_by lifted_at lifted_by since",
    technical: "workspace_id id newsletter_id campaign_id import_id",
  },
  totp_enrolments: { secret: "secret", technical: "user_id session_id key_id expires_at" },
  unsubscribe_alerts: {
    business: "unsubscribed sent campaign_id",
    technical: "workspace_id id created_at",
  },
  users: {
    secret: "password_hash totp_secret",
    personal: "email name time_zone",
    business:
      "disowned_from disowned_at has_password password_changed_at password_weak_since email_verified_at totp_enabled_at totp_disabled_at disabled_at",
    technical: "id totp_key_id totp_last_step created_at",
  },
  webauthn_challenges: {
    pseudonym: "id_hash challenge",
    technical: "purpose user_id expires_at used_at",
  },
  webhook_deliveries: {
    pseudonym: "contact_id",
    business: "type happened_at newsletter_id campaign_id api_key_id detail state status problem",
    technical: "workspace_id id webhook_id event_id attempts due_at lease_until took_ms ended_at",
  },
  webhook_health: {
    business: "delivered_at failing_since failures slow problem",
    technical: "workspace_id webhook_id retry_at",
  },
  webhook_secrets: {
    secret: "secret",
    technical: "workspace_id id webhook_id secret_key_id created_at ends_at",
  },
  webhooks: {
    content: "url description",
    business:
      "events created_by program_id changed_by changed_program_id changed_at moved_at disabled_at disabled_reason",
    technical: "workspace_id id created_at",
  },
  workspaces: {
    personal: "postal_address",
    business:
      "name plan sender_name time_zone two_factor_required_from canadian_consent audience sender_colour",
    technical: "id created_at",
  },
  command_results: {
    pseudonym: "key said",
    content: "result",
    business: "command",
    technical: "workspace_id user_id created_at",
  },
  confirmations: {
    pseudonym: "email_hash",
    personal: "ip user_agent locale page",
    content: "wording",
    business: "form privacy_url privacy_since mailed_at confirmed_at disowned_at ended_at",
    technical: "workspace_id id newsletter_id contact_id created_at expires_at message_id",
  },
  contact_addresses: {
    pseudonym: "email_hash",
    personal: "email",
    technical: "workspace_id contact_id since",
  },
  contact_fields: { content: "name", business: "kind", technical: "workspace_id id created_at" },
  contact_tags: { business: "tagged_at", technical: "workspace_id tag_id contact_id import_id" },
  contact_values: {
    personal: "value before_import",
    technical: "workspace_id field_id contact_id import_id",
  },
  leaving_reasons: {
    content: "words",
    business: "reason created_at",
    technical: "workspace_id delivery_id contact_id campaign_id newsletter_id",
  },
  subject_requests: {
    pseudonym: "email_hash proof_hash bundle_hash",
    personal: "email ip user_agent locale",
    content: "words arrived extension answer",
    business:
      "kind channel received_on extended_at due_on identified_at reminded_at closed_at closed_by outcome answer_mailed_at bundle_withdrawn_at downloads downloaded_at by_letter",
    technical: "workspace_id id contact_id created_at proof_until bundle_until",
  },
  segments: { content: "name filters", business: "created_by", technical: "workspace_id id created_at" },
  suppression_rules: {
    personal: "value",
    content: "note",
    business: "kind created_by",
    technical: "workspace_id id created_at",
  },
  suppression_sources: { technical: "workspace_id id suppression_id import_id created_at" },
  tags: { content: "name", technical: "workspace_id id created_at import_id" },
};
