import type { Law } from "./person-law.ts";

/** Grounds that CASL s.10(9) calls implied consent. */
const impliedGrounds = [
  "implied_purchase",
  "implied_inquiry",
  "implied_non_business",
  "implied_publication",
  "implied_disclosed",
] as const;

const implied = `('${impliedGrounds.join("', '")}')`;

/** Consent that can be shown says how and when it was given (GDPR 7(1)). */
const provable = (k: string) => `btrim(${k}.wording) <> ''`;

/**
 * Returns for each law the condition that a grant is a ground under it. `k` is an alias of consents; whether the grant has
 * ended or was taken back is asked apart. Sending, lists and numbers all ask here, so that no screen promises what sending
 * refuses.
 *
 * Europe asks for consent, or for an own sale with its facts (ePrivacy 13): a purchase or an interest alone is no ground.
 * Canada takes implied consent where the workspace does, and where its day is known (CASL s.10(9), (10)). Elsewhere any
 * ground counts. A person who may live anywhere needs what holds everywhere: express consent.
 */
export const holdsUnder = (k: string): Record<Law, string> => ({
  europe: `(${k}.basis = 'express' or ${k}.soft_opt_in) and ${provable(k)}`,
  canada: `(${k}.basis = 'express' or ${k}.basis in ${implied} and ${k}.given_on is not null
    and (select w.canadian_consent = 'implied' from workspaces w where w.id = (select app_workspace_id())))`,
  elsewhere: "true",
  strict: `${k}.basis = 'express' and ${provable(k)}`,
});

/** Returns the condition that only the missing proof keeps a grant from being a ground in Europe. */
export const lacksProof = (k: string): string =>
  `(${k}.basis = 'express' or ${k}.soft_opt_in) and not (${provable(k)})`;
