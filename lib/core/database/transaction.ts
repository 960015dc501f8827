import type { Connections } from "#db/client.ts";

/** An open transaction, either of a command, which may write, or of a query, which may not. */
export type Transaction = Parameters<Parameters<Connections["writer"]["transaction"]>[0]>[0];
