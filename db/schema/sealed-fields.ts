type SealedField = {
  table: string;
  column: string;
  /** `id` is the column of the row's own id; `keyId` is the column that names the data key. */
  id: string;
  keyId: string;
  /**
   * Belongs to a user rather than a workspace. It is sealed under the installation's key, and its row's id is the
   * user's.
   */
  personal?: true;
};

/**
 * Lists every column that holds sealed text, by its name in the audit log. The vault accepts no other column, so that
 * re-sealing forgets none.
 */
export const sealedFields = {
  "mail account password": { table: "email_accounts", column: "secret", id: "id", keyId: "secret_key_id" },
  "signing key": { table: "sending_domains", column: "private_key", id: "id", keyId: "private_key_key_id" },
  "webhook secret": { table: "webhook_secrets", column: "secret", id: "id", keyId: "secret_key_id" },
  "authenticator secret": {
    table: "users",
    column: "totp_secret",
    id: "id",
    keyId: "totp_key_id",
    personal: true,
  },
  "authenticator secret waiting for its first code": {
    table: "totp_enrolments",
    column: "secret",
    id: "user_id",
    keyId: "key_id",
    personal: true,
  },
} as const satisfies Record<string, SealedField>;

export type SealedKind = keyof typeof sealedFields;
