import type { Connections } from "#db/client.ts";

/** An open transaction, of a command (it may write) or of a query (it may not). */
export type Transaction = Parameters<Parameters<Connections["writer"]["transaction"]>[0]>[0];
