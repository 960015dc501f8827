import "server-only";
import { cookies } from "next/headers";
import { cookieNames, cookieOptions } from "./cookies.ts";

/** Remembers for ten minutes what this browser has just done, for the page that says what came of it. */
export async function setOutcome(outcome: string) {
  (await cookies()).set(cookieNames.outcome, outcome, cookieOptions.outcome);
}

/** Returns whether this browser has just done that. A page of outcome states nothing to any other visitor. */
export async function hasOutcome(outcome: string): Promise<boolean> {
  return (await cookies()).get(cookieNames.outcome)?.value === outcome;
}
