import { z } from "zod";
import { id, pageOf, pageQuery, time, words } from "#lib/api/answers.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { consentKinds, listConsents } from "#lib/audience/consents/list.ts";
import { recordConsent } from "#lib/audience/subscriptions/record-consent.ts";
import { consentNames, consentOf, toldConsent } from "./told-consent.ts";

const consent = z
  .object({
    id,
    kind: z.enum(consentKinds).meta({ description: "A request waits for the person's own confirmation" }),
    basis: words,
    source: words,
    wording: words,
    newsletter_id: id.nullable(),
    for_file: z.boolean().meta({ description: "True for a member's word for everybody in a file" }),
    given_on: words.nullable(),
    recorded_at: time,
    expires_at: time.nullable(),
  })
  .meta({ id: "Consent" });

type Row = Awaited<ReturnType<typeof listConsents>>["rows"][number];

const shown = (row: Row) => ({
  id: row.id,
  kind: row.kind,
  basis: row.basis,
  source: row.source,
  wording: row.wording,
  newsletter_id: row.newsletterId,
  for_file: row.forFile,
  given_on: row.givenOn,
  recorded_at: row.occurredAt.toISOString(),
  expires_at: row.expiresAt?.toISOString() ?? null,
});

const noun = "contact";

/** The ledger of one person's consents. */
export const consentEndpoints = [
  endpoint({
    method: "GET",
    path: "/contacts/{id}/consents",
    scope: "consents:read",
    summary: "List the consents of a contact",
    description: "Grants and withdrawals, newest first. The ledger never changes a line.",
    noun,
    query: { ...pageQuery },
    answer: pageOf(consent),
    async run({ actor, ids, query }) {
      const { rows, nextCursor } = await listConsents(actor, { ...query, contactId: ids.id ?? "" });
      return { data: rows.map(shown), next_cursor: nextCursor };
    },
  }),
  endpoint({
    method: "POST",
    path: "/contacts/{id}/consents",
    scope: "consents:write",
    summary: "Record a consent of a contact",
    description: "For a person who is on the newsletter. It revives nobody who left: 409.",
    noun,
    body: z.strictObject({
      newsletter_id: z.uuid("Send the id of a newsletter."),
      ...toldConsent,
      basis: toldConsent.basis.unwrap(),
      source: toldConsent.source.unwrap(),
    }),
    status: 201,
    answer: consent,
    fields: consentNames,
    async run({ actor, ids, body: { newsletter_id: newsletterId, ...told } }) {
      const contactId = ids.id ?? "";
      const { basis, ...given } = consentOf(told);
      await recordConsent(actor, {
        contactId,
        newsletterId,
        basis: basis === "none" ? told.basis : basis,
        ...given,
      });
      const { rows } = await listConsents(actor, { contactId, newsletterId, limit: 1 });
      return shown(rows[0] as Row);
    },
  }),
];
