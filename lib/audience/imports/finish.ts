import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { dropFile } from "./file.ts";

/**
 * Ends an import: done, or failed with the reason in the reader's words. A failed one keeps its
 * file, so that it can be resumed. `listPeople`: the contacts whom it was stopped from suppressing as a list.
 */
export const finishImport = command({
  name: "import.finish",
  allow: workspaceJob,
  input: z.object({
    importId: z.uuid(),
    failure: bounded(10_000).nullable(),
    listPeople: z.int().default(0),
  }),
  async run({ tx, actor }, { importId, failure, listPeople }) {
    const [ended] = await tx.execute<{
      added: number;
      known: number;
      left_before: number;
      subscribed: number;
      stopped: number;
      left_out: number;
      lapsed: number;
      erased: number;
      suppressed: number;
      refused: number;
      tagged: number;
      filled: number;
      values_left: number;
    }>(sql`
      update imports set state = ${failure === null ? "finished" : "failed"}, failure = ${failure}, list_people = ${listPeople}, finished_at = now(), moved_at = now(),
        bytes_read = case when ${failure === null} then file_bytes else bytes_read end
      where id = ${importId} and workspace_id = ${actor.workspaceId} and state = 'running'
      returning added, known, left_before, subscribed, stopped, left_out, lapsed, erased, suppressed, refused, tagged, filled, values_left`);
    if (!ended) throw notFound("import");
    if (failure === null) await tx.execute(dropFile(importId));
    await tx.execute(sql`select count_audience_anew(${actor.workspaceId}, ${importId})`);
    const { left_before: leftBefore, left_out: leftOut, values_left: valuesLeft, ...counts } = ended;
    return {
      result: ended,
      audit: { target: importId, detail: { ...counts, leftBefore, leftOut, valuesLeft, failure } },
    };
  },
});
