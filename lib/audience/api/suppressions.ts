import { z } from "zod";
import { id, pageOf, pageQuery, time, words } from "#lib/api/answers.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { getSuppression } from "#lib/audience/suppressions/get.ts";
import { liftSuppression } from "#lib/audience/suppressions/lift.ts";
import { listSuppressions } from "#lib/audience/suppressions/list.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { bounded } from "#lib/core/text.ts";

const reason = z.enum(["unsubscribed", "bounced", "complained", "manual"], "Send one of the reasons.");
const everything = "everything";
const scope = z.union([z.uuid(), z.literal(everything)], "Send “everything” or the id of a newsletter.");

const suppression = z
  .object({
    id,
    email: words
      .nullable()
      .meta({ description: "null once the person was erased: only a keyed hash is kept" }),
    reason,
    scope: scope.meta({ description: "“everything”, or the id of one newsletter" }),
    source: words,
    note: words.nullable(),
    since: time,
  })
  .meta({ id: "Suppression" });

type Row = Awaited<ReturnType<typeof listSuppressions>>["rows"][number];

const shown = (
  row: Pick<Row, "id" | "email" | "reason" | "source" | "note" | "newsletter" | "createdAt">,
) => ({
  id: row.id,
  email: row.email,
  reason: row.reason,
  scope: row.newsletter?.id ?? (everything as "everything"),
  source: row.source,
  note: row.note,
  since: row.createdAt.toISOString(),
});

const noun = "suppression";

/** Who gets no mail, as programs read and write it. */
export const suppressionEndpoints = [
  endpoint({
    method: "GET",
    path: "/suppressions",
    scope: "suppressions:read",
    summary: "List suppressions",
    description: "Newest first. `email` finds those of one whole address, in any case.",
    query: {
      ...pageQuery,
      email: bounded(320).optional(),
      reason: reason.optional(),
      scope: scope.optional(),
    },
    answer: pageOf(suppression),
    async run({ actor, query }) {
      const { rows, nextCursor } = await listSuppressions(actor, query);
      return { data: rows.map(shown), next_cursor: nextCursor };
    },
  }),
  endpoint({
    method: "POST",
    path: "/suppressions",
    scope: "suppressions:write",
    summary: "Suppress an address",
    description:
      "Waiting messages to it are taken out. An address that is suppressed already stays as it is.",
    body: z.strictObject({
      email: bounded(320, { missing: "Send an email address." }),
      scope: scope.default(everything),
      reason: z.literal("manual", "A program suppresses by hand alone: manual.").default("manual"),
      note: bounded(500).optional(),
    }),
    status: 201,
    answer: suppression,
    fields: { emails: "email", newsletterId: "scope" },
    async run({ actor, body: { email, scope, note } }) {
      if (/[\s,;]/.test(email.trim())) throw invalid({ email: "Send one address." });
      const newsletterId = scope === everything ? undefined : scope;
      const { refused } = await addSuppressions(actor, { emails: email, newsletterId, note });
      if (refused[0]) throw invalid({ email: refused[0].reason });
      const { rows } = await listSuppressions(actor, { email, scope });
      if (!rows[0]) throw notFound(noun);
      return shown(rows[0]);
    },
  }),
  endpoint({
    method: "GET",
    path: "/suppressions/{id}",
    scope: "suppressions:read",
    summary: "Read a suppression",
    noun,
    answer: suppression,
    run: async ({ actor, ids }) => shown(await getSuppression(actor, { suppressionId: ids.id ?? "" })),
  }),
  endpoint({
    method: "DELETE",
    path: "/suppressions/{id}",
    scope: "suppressions:write",
    summary: "Lift a suppression",
    description:
      "Only a bounce or one by hand. An opt-out is lifted by the person alone and a complaint by nobody: 409.",
    noun,
    status: 204,
    async run({ actor, ids }) {
      await liftSuppression(actor, {
        suppressionId: ids.id ?? "",
        note: "Lifted by a program through the API.",
      });
    },
  }),
];
