import { z } from "zod";
import { id, pageOf, time, words } from "#lib/api/answers.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { bounded } from "#lib/core/text.ts";
import { listAuditLog } from "./list.ts";

const event = z
  .object({
    id,
    at: time,
    action: words,
    result: z.enum(["done", "refused", "failed"]),
    actor: z.object({ kind: words, id: words.nullable(), name: words }),
    summary: words.meta({ description: "What was done, in words: “created the API key “Shop””" }),
    target: z.object({ kind: words, id: words, name: words.nullable() }).nullable(),
    ip: words.nullable(),
    request_id: words.nullable(),
    hash: words.meta({ description: "SHA-256 over the entry and the hash before it, in hex" }),
  })
  .meta({ id: "AuditEvent" });

const day = bounded(20);

/** The audit log, as programs read it. */
export const auditEndpoints = [
  endpoint({
    method: "GET",
    path: "/audit-events",
    scope: "audit:read",
    summary: "List audit events",
    description: "Newest first. A page may be short and still have a next one.",
    query: {
      limit: z.int("Send a whole number.").min(1).max(200).default(50),
      cursor: bounded(100, { tooLong: "That page no longer exists." }).optional(),
      type: bounded(100).optional().meta({ description: "An action such as contact.create" }),
      result: bounded(100).optional(),
      from: day.optional().meta({ description: "The first day, as YYYY-MM-DD" }),
      to: day.optional().meta({ description: "The last day, as YYYY-MM-DD" }),
      q: bounded(300).optional(),
    },
    answer: pageOf(event),
    fields: { before: "cursor" },
    async run({ actor, query: { limit, cursor, ...filters } }) {
      const { entries, older } = await listAuditLog(actor, { filters, before: cursor, limit });
      const data = entries.map(({ target, where, ...entry }) => ({
        id: entry.id,
        at: entry.at.toISOString(),
        action: entry.action,
        result: entry.result,
        actor: { kind: entry.actor.kind, id: entry.actor.id, name: entry.who },
        summary: entry.what,
        target: target && { kind: target.noun, id: target.id, name: target.name },
        ip: where && typeof where === "object" ? where.ip : null,
        request_id: entry.requestId,
        hash: entry.hash,
      }));
      return { data, next_cursor: older };
    },
  }),
];
