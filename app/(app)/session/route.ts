import { currentSession } from "#lib/web/current-actor.ts";

/** Which session this browser is in, for the pages it has open; null once that is over. Costs one read. */
export async function GET() {
  const session = await currentSession();
  return Response.json({ session: session?.sessionId ?? null });
}
