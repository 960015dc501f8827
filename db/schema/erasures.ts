/**
 * What becomes of a column when a contact is erased (GDPR 17). Every column that holds something personal stands in `erasures`,
 * otherwise testing/contract/erasures.test.ts fails. lib/privacy/subject-requests/erasure.test.ts plants a person in each text column
 * that must end without them, erases, and searches the whole database and all files.
 */
export const erasureKinds = {
  deleted: "goes with its row",
  emptied: "is emptied, and its row stays",
  hash: "stays: a keyed hash of the address, which keeps the promise not to mail them (GDPR 17(3)(b))",
  sealed: "stays sealed, and its key is destroyed",
  proof: "stays as proof, and names nobody any more (GDPR 17(3)(e))",
  searched: "is looked through for the address, and goes where it is found",
  expires: "goes by itself within a week",
  account: "is of a user's account, which its own rules end",
  workspace: "is a workspace's own setting or text, about no contact",
} as const;

export type ErasureKind = keyof typeof erasureKinds;

export const erasures: Record<string, Partial<Record<ErasureKind, string>>> = {
  account_recoveries: { account: "ip user_agent" },
  api_key_uses: { workspace: "last_ip" },
  api_keys: { workspace: "secret_hash name" },
  attempt_counters: { expires: "key_hash" },
  audit_events: {
    sealed: "ip_bucket origin_key origin_sealed origin_commitment about_key about_sealed about_commitment",
  },
  audit_exports: { searched: "filters" },
  bulk_action_contacts: { proof: "contact_id" },
  bulk_actions: { searched: "input" },
  campaign_drafts: { workspace: "name subject preheader reply_to body" },
  campaigns: { workspace: "name subject body preheader reply_to segment_name", searched: "segment_filters" },
  command_results: { expires: "key said", searched: "result" },
  confirmations: { deleted: "ip user_agent locale page wording email_hash" },
  consents: { emptied: "ip user_agent", searched: "wording", proof: "source evidence requested" },
  contact_addresses: { emptied: "email", hash: "email_hash" },
  contact_fields: { workspace: "name" },
  contact_values: { deleted: "value before_import" },
  contacts: {
    deleted:
      "email email_hash first_name last_name country country_written domain first_folded last_folded language paused_until mail_frequency postal_code time_zone",
  },
  deliveries: { emptied: "email reply", hash: "email_hash" },
  email_accounts: { workspace: "from_name from_address username" },
  email_changes: { account: "old_email new_email ip user_agent" },
  email_tokens: { account: "token_hash email" },
  erased_addresses: { hash: "email_hash" },
  folded_refusals: { expires: "key_hash actor entry" },
  former_addresses: { deleted: "address" },
  idempotent_requests: { expires: "said answer" },
  import_chunks: { expires: "bytes" },
  import_left_values: { workspace: "column_name", deleted: "value" },
  import_refusals: { emptied: "email_hash", searched: "value" },
  imports: { workspace: "file_name mapping attestation consent_source bought" },
  interest_assessments: { workspace: "purpose necessity balancing" },
  invitations: { account: "token_hash shown_token_hash email message" },
  leaving_reasons: { deleted: "words" },
  link_openings: { deleted: "visitor page head agent at" },
  login_challenges: { account: "id_hash ip user_agent" },
  logos: { workspace: "bytes" },
  newsletters: { workspace: "name description reply_to sender_name confirm_subject confirm_intro" },
  passkeys: { account: "credential_id public_key name last_used_at" },
  person_keys: { deleted: "person_id" },
  segments: { workspace: "name", searched: "filters" },
  sessions: { account: "sid_hash created_at last_seen_at ip user_agent country city name" },
  subject_requests: {
    emptied: "email words arrived ip user_agent extension answer proof_hash bundle_hash",
    hash: "email_hash",
    proof: "locale",
  },
  suppression_rules: { workspace: "value note" },
  suppressions: { emptied: "email note lifted_note", hash: "email_hash" },
  tags: { workspace: "name" },
  users: { account: "email name time_zone" },
  webauthn_challenges: { account: "id_hash challenge" },
  webhook_deliveries: { proof: "contact_id" },
  webhooks: { workspace: "url description" },
  workspaces: { workspace: "postal_address" },
};
