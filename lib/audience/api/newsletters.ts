import { z } from "zod";
import { id, pageOf, pageQuery, time, words } from "#lib/api/answers.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { getNewsletter } from "#lib/audience/newsletters/get.ts";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { updateNewsletter } from "#lib/audience/newsletters/update.ts";
import { bounded } from "#lib/core/text.ts";

const newsletter = z
  .object({
    id,
    name: words,
    description: words,
    confirmation_required: z
      .boolean()
      .meta({ description: "Whether people who sign up confirm by mail first" }),
    visibility: words,
    subscribers: z.object({ active: z.int(), pending: z.int(), unsubscribed: z.int() }),
    created_at: time,
    archived_at: time.nullable(),
  })
  .meta({ id: "Newsletter" });

type Row = Pick<
  Awaited<ReturnType<typeof getNewsletter>>,
  "id" | "name" | "description" | "confirmationRequired" | "visibility" | "createdAt" | "archivedAt"
> & { active: number; pending: number; unsubscribed: number };

const shown = ({
  active,
  pending,
  unsubscribed,
  confirmationRequired,
  createdAt,
  archivedAt,
  ...row
}: Row) => ({
  id: row.id,
  name: row.name,
  description: row.description,
  confirmation_required: confirmationRequired,
  visibility: row.visibility,
  subscribers: { active, pending, unsubscribed },
  created_at: createdAt.toISOString(),
  archived_at: archivedAt?.toISOString() ?? null,
});

const noun = "newsletter";
const name = bounded(1000, { missing: "Send a name." });
const description = bounded(5000);

/** Newsletters, as programs read and write them. */
export const newsletterEndpoints = [
  endpoint({
    method: "GET",
    path: "/newsletters",
    scope: "newsletters:read",
    summary: "List newsletters",
    description: "Newest first; archived ones with `archived=true`.",
    query: { ...pageQuery, archived: z.boolean("Send true or false.").default(false) },
    answer: pageOf(newsletter),
    async run({ actor, query }) {
      const { rows, nextCursor } = await listNewsletters(actor, { ...query, reach: false });
      return { data: rows.map(shown), next_cursor: nextCursor };
    },
  }),
  endpoint({
    method: "POST",
    path: "/newsletters",
    scope: "newsletters:write",
    summary: "Create a newsletter",
    body: z.strictObject({ name, description: description.optional() }),
    status: 201,
    answer: newsletter,
    async run({ actor, body, call }) {
      const { id } = await createNewsletter(actor, body, call);
      return shown(await getNewsletter(actor, { newsletterId: id }));
    },
  }),
  endpoint({
    method: "GET",
    path: "/newsletters/{id}",
    scope: "newsletters:read",
    summary: "Read a newsletter",
    noun,
    answer: newsletter,
    run: async ({ actor, ids }) => shown(await getNewsletter(actor, { newsletterId: ids.id ?? "" })),
  }),
  endpoint({
    method: "PATCH",
    path: "/newsletters/{id}",
    scope: "newsletters:write",
    summary: "Change a newsletter",
    noun,
    body: z.strictObject({ name: name.optional(), description: description.optional() }),
    answer: newsletter,
    async run({ actor, ids, body }) {
      const newsletterId = ids.id ?? "";
      const before = await getNewsletter(actor, { newsletterId });
      const { name = before.name, description = before.description } = body;
      await updateNewsletter(actor, { newsletterId, name, description });
      return shown(await getNewsletter(actor, { newsletterId }));
    },
  }),
];
