import { z } from "zod";
import { bounded } from "#lib/core/text.ts";

/** Place between two entries of the log, in the total order of (time, chain, number in the chain). */
export type Cursor = {
  /** Time in RFC 3339 to the microsecond, UTC. */
  at: string;
  chain: string;
  seq: number;
};

const shape =
  /^([12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_(\d{1,15})$/;

/** Returns a cursor as text for a URL. */
export const cursorText = ({ at, chain, seq }: Cursor) => `${at}_${chain}_${seq}`;

export const cursorInput = bounded(100, { tooLong: "That page no longer exists." }).transform(
  (given, context): Cursor => {
    const [, at = "", chain = "", seq = ""] = shape.exec(given) ?? [];
    if (at && isTime(at)) return { at, chain, seq: Number(seq) };
    context.addIssue({ code: "custom", message: "That page no longer exists." });
    return z.NEVER;
  },
);

/**
 * Returns whether that moment exists, because JavaScript reads 30 February as 2 March and the
 * database raises an error.
 */
function isTime(at: string): boolean {
  const time = new Date(at);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(at.slice(0, 19));
}
