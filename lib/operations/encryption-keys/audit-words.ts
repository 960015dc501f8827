import type { SealedKind } from "#db/schema/sealed-fields.ts";
import { counted, type EventWords, type Facts, type Noun, said, the } from "#lib/core/audit/words.ts";
import type { OpenPurpose } from "#lib/core/vault/opening.ts";

const kinds: Record<SealedKind, { label: string; target: Noun }> = {
  "mail account password": { label: "The password of a mail account", target: "emailAccount" },
  "signing key": { label: "The signing key of a domain", target: "sendingDomain" },
  "webhook secret": { label: "The secret of a webhook", target: "webhook" },
  "authenticator secret": { label: "The secret of an authenticator app", target: "user" },
  "authenticator secret waiting for its first code": {
    label: "The secret of an authenticator app that is being set up",
    target: "user",
  },
};

const purposes: Record<OpenPurpose, string> = {
  send: "to send mail",
  test: "to send a test",
  sign: "to sign what is sent",
  "check code": "to check a code",
  enrol: "to set up the app",
  rotate: "to seal it with a new key",
};

/** The ledger: what was sealed and has been opened. */
export const encryptionKeyWords = {
  "credential.decrypt": {
    technical: "caused",
    group: "keys",
    to: "open something sealed",
    target: ({ kind }) => kindOf(kind)?.target,
    did: (facts) => `used ${what(facts)} ${purposeOf(facts)}`.trim(),
    by: (facts) =>
      said(facts.detail, "purpose") === "check code"
        ? { who: "Two-factor code checked", what: `by the server, for ${owner(facts)} account` }
        : { who: "The server", what: `used ${what(facts)} ${purposeOf(facts)}`.trim() },
    shows: {
      kind: { label: "What", words: Object.fromEntries(Object.entries(kinds).map(([k, v]) => [k, v.label])) },
      purpose: { label: "Purpose", words: purposes },
    },
  },
  "encryption_key.rotate": {
    group: "keys",
    to: "rotate the encryption keys",
    did: ({ detail }) => `${detail.again ? "went on with" : "began"} ${rotation(detail)}`,
  },
  "encryption_key.finish_rotation": {
    group: "keys",
    to: "end a rotation of the encryption keys",
    did: ({ detail }) => `ended ${rotation(detail)}: ${counted(detail.dataKeys, "data key")}`,
    shows: { dataKeys: "Data keys", failed: "Could not be opened" },
  },
  "encryption_key.reseal": {
    group: "keys",
    to: "seal credentials with a new key",
    did: ({ detail }) => `sealed ${counted(detail.rows, "credential")} with a new key`,
    shows: {
      kind: { label: "What", words: Object.fromEntries(Object.entries(kinds).map(([k, v]) => [k, v.label])) },
      failed: "Could not be opened",
    },
  },
  "encryption_key.remove": {
    group: "keys",
    to: "take an old encryption key out",
    did: "took an old encryption key out",
  },
} satisfies Record<string, EventWords>;

const rotation = (detail: { mode?: unknown }) =>
  detail.mode === "reseal" ? "making new data keys" : "a rotation of the encryption keys";

const purposeOf = ({ detail }: Facts) => purposes[said(detail, "purpose") as OpenPurpose] ?? "";

const owner = ({ person }: Facts) => (person ? `${person}’s` : "somebody’s");

function what(facts: Parameters<typeof the>[1]): string {
  switch (kindOf(facts.detail.kind)?.target) {
    case "emailAccount":
      return `the password of ${the("mail account", facts)}`;
    case "sendingDomain":
      return `the signing key of ${facts.name ?? "a domain"}`;
    case "user":
      return `${owner(facts)} authenticator secret`;
    default:
      return "something sealed";
  }
}

const kindOf = (kind: unknown) =>
  typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind as SealedKind] : undefined;
