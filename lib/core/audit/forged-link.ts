import type { Origin } from "#lib/core/actor.ts";
import { recordRefusal } from "./refusals.ts";

/** Records that a link was opened whose signature is not ours. Whose it pretends to be is unknown, so no workspace is told. */
export const recordForgedLink = (
  link: "unsubscribe" | "confirm" | "agree" | "upload",
  origin: Origin,
): Promise<void> =>
  recordRefusal({ kind: "anonymous", origin }, "access.open_link", "refused", {
    detail: { link, because: "forged" },
  });
