type SealedField = {
  table: string;
  column: string;
  /** The column of the row's own id, and the one that says which data key sealed it. */
  id: string;
  keyId: string;
  /** A person's own rather than a workspace's: sealed under the installation's key, and its row's id is the person's. */
  personal?: true;
};

/** Every column that holds something sealed, by its name in the audit log. The vault takes no other, so that re-sealing forgets none. */
export const sealedFields = {
  "mail account password": { table: "email_accounts", column: "secret", id: "id", keyId: "secret_key_id" },
  "signing key": { table: "sending_domains", column: "private_key", id: "id", keyId: "private_key_key_id" },
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
