import { z } from "zod";
import { bounded } from "#lib/core/text.ts";

export const id = z.uuid().meta({ description: "UUIDv7" });
/** A time of ours, in UTC. */
export const time = z.iso.datetime().meta({ description: "RFC 3339 in UTC" });
/** Any text of an answer. Its limit stands where it is taken in. */
export const words = bounded(1_000_000);

/** A page of a list. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ data: z.array(item), next_cursor: words.nullable() });

/** The parameters of every list. */
export const pageQuery = {
  limit: z.int("Send a whole number.").min(1).max(200).default(50),
  cursor: z.uuid("That page no longer exists.").optional(),
};
