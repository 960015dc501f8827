import { asc, sql } from "drizzle-orm";
import { z } from "zod";
import { segments } from "#db/schema/segments.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { mostSegments } from "./create.ts";

/** Returns the segments by name, to choose from. Nobody is counted. */
export const segmentNames = query({
  name: "segment.names",
  allow: workspaceViewer,
  input: z.object({}),
  run: ({ db, actor }) =>
    db
      .select({ id: segments.id, name: segments.name })
      .from(segments)
      .where(owned(segments, actor))
      .orderBy(asc(sql`lower(${segments.name})`))
      .limit(mostSegments),
});
