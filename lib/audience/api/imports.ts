import { z } from "zod";
import { grounds } from "#db/schema/consents.ts";
import { id, time, words } from "#lib/api/answers.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { cancelImport } from "#lib/audience/imports/cancel.ts";
import { attestation, createImport } from "#lib/audience/imports/create.ts";
import { discardFile, storeFile } from "#lib/audience/imports/file.ts";
import { getImport } from "#lib/audience/imports/get.ts";
import { receiveImport } from "#lib/audience/imports/receive.ts";
import type { ApiKey } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { bounded } from "#lib/core/text.ts";
import { env } from "#lib/env.ts";

type Found = Awaited<ReturnType<typeof getImport>>;

const states = ["waiting", "running", "needs_answer", "done", "failed", "cancelled"] as const;

const importAnswer = z
  .object({
    id,
    state: z.enum(states),
    newsletter_id: id,
    file_name: words,
    counts: z.object({
      rows: z.int().meta({ description: "Rows dealt with so far" }),
      added: z.int(),
      subscribed: z.int(),
      known: z.int(),
      left_before: z.int(),
      suppressed: z.int(),
      left_out: z.int(),
      refused: z.int(),
    }),
    questions: z.array(z.object({ field: words, question: words })).meta({
      description: "What the import's page asks. Nobody in doubt was subscribed meanwhile.",
    }),
    failure: words.nullable(),
    bytes: z.object({ total: z.int(), read: z.int() }),
    page_url: words.meta({ description: "Where a member answers, and sees what became of each row" }),
    created_at: time,
    finished_at: time.nullable(),
  })
  .meta({ id: "Import" });

/** Imports, as programs begin and follow them. */
export const importEndpoints = [
  endpoint({
    method: "POST",
    path: "/imports",
    scope: "contacts:write",
    alsoScope: "newsletters:write",
    summary: "Import contacts from a file",
    description:
      "The body is the file: CSV, or one JSON object a line. Columns are read as the screen would suggest, and rows in doubt are " +
      "left out. Where the newsletter asks people to confirm, they are `pending` until a member puts them on it. " +
      `With the request you state: “${attestation}” The answer comes once the file is stored; follow it by its id.`,
    file: ["text/csv", "application/x-ndjson"],
    query: {
      newsletter_id: z.uuid("Send the id of a newsletter."),
      basis: z
        .enum(grounds, "Send the legal ground, such as express.")
        .meta({ description: "The legal ground on which these people may be written to" }),
      source: bounded(1000, { missing: "Say where and when these people agreed: it is your proof." }).meta({
        description: "Where and when these people agreed, in at least 10 characters. It is the proof.",
      }),
      agreed_on: z.iso
        .date("Send a day as YYYY-MM-DD.")
        .optional()
        .meta({ description: "Day for everybody, where no column of the file tells it" }),
      dates: z
        .enum(["dmy", "mdy"], "Send dmy or mdy.")
        .optional()
        .meta({ description: "How dates are written, where the file leaves it open" }),
      filename: bounded(300).optional(),
      bought: bounded(300).optional(),
      opt_out_offered: z.boolean().optional(),
    },
    status: 202,
    answer: importAnswer,
    fields: { consentSource: "source", givenOn: "agreed_on" },
    async run({ actor, query, file, fileBytes, call }) {
      const { id: importId } = await createImport(
        actor,
        {
          newsletterId: query.newsletter_id,
          basis: query.basis,
          consentSource: query.source,
          givenOn: query.agreed_on ?? "",
          bought: query.bought ?? "",
          optOutOffered: query.opt_out_offered ? "on" : "",
          attested: "yes",
        },
        call,
      );
      try {
        const bytes = await storeFile(actor, importId, tablesOnly(file), fileBytes);
        await receiveImport(actor, {
          importId,
          fileName: query.filename ?? "contacts.csv",
          fileBytes: bytes,
          begin: { dates: query.dates ?? "", givenOn: query.agreed_on ?? "" },
        });
      } catch (error) {
        // The original error says more.
        await discardFile(actor, importId).catch(() => {});
        await cancelImport(actor, { importId }).catch(() => {});
        throw error;
      }
      return one(actor, importId);
    },
  }),
  endpoint({
    method: "GET",
    path: "/imports/{id}",
    scope: "contacts:read",
    summary: "Read an import",
    noun: "import",
    answer: importAnswer,
    run: ({ actor, ids }) => one(actor, ids.id ?? ""),
  }),
];

async function one(actor: ApiKey, importId: string) {
  const row = await getImport(actor, { importId });
  const { added, known, suppressed, stopped, leftOut, lapsed, erased, refused } = row;
  return {
    id: row.id,
    state: stateOf(row),
    newsletter_id: row.newsletterId,
    file_name: row.fileName,
    counts: {
      rows: added + known + suppressed + stopped + leftOut + lapsed + erased + refused,
      added,
      subscribed: row.subscribed,
      known,
      left_before: row.leftBefore,
      suppressed: suppressed + stopped,
      left_out: leftOut + lapsed + erased,
      refused,
    },
    questions: row.questions ?? [],
    failure: row.failure,
    bytes: { total: row.fileBytes, read: row.bytesRead },
    page_url: `${env().APP_URL}/contacts/imports/${row.id}`,
    created_at: row.createdAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}

function stateOf({ state, questions }: Found): (typeof states)[number] {
  if (state === "received" && questions && questions.length > 0) return "needs_answer";
  return (
    (
      {
        finished: "done",
        running: "running",
        failed: "failed",
        cancelled: "cancelled",
        rolled_back: "cancelled",
      } as const
    )[state as string] ?? "waiting"
  );
}

/**
 * Passes a file on whose first bytes are no ZIP file's. A workbook takes seconds of the processor where a table takes none.
 * @throws AppError unsupported
 */
async function* tablesOnly(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start = Buffer.alloc(0);
  for await (const bytes of file) {
    if (start.length < 4) start = Buffer.concat([start, bytes.subarray(0, 4)]);
    if (start.subarray(0, 4).equals(zip))
      throw new AppError("unsupported", "This is a workbook or a ZIP file. Send its table as CSV.");
    yield bytes;
  }
}

const zip = Buffer.from("PK\u0003\u0004", "latin1");
