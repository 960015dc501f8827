import type { Member } from "#lib/core/actor.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { sealSessionCookie } from "#lib/web/session-cookie.ts";
import { asOwner } from "#testing/factories.ts";
import { answers } from "../scripts/house.ts";
import { buildPages, builtHash, nextCli, sourceHash } from "../scripts/pages.ts";
import { freePort } from "../scripts/ports.ts";
import { root } from "../scripts/settings.ts";
import { type Running, start } from "./process.ts";

let building: Promise<unknown> | undefined;

export type Web = Running & { port: number; host: string };

/** `next start` over the built pages; `aside` builds them first, in a folder of their own. */
export async function startWeb(env: NodeJS.ProcessEnv, aside: boolean): Promise<Web> {
  const folder = aside ? { NEXT_DIST_DIR: ".next-bench" } : {};
  const port = await freePort();
  const environment = { ...env, ...folder, PORT: String(port), APP_URL: `http://localhost:${port}` };
  if (aside) {
    building ??= buildPages(root, environment, console.log);
    await building;
  } else if (builtHash(root) !== sourceHash(root))
    throw new Error("The pages are not built from this source. Add --next, which builds them aside.");
  const running = await start([nextCli, "start", "-H", "127.0.0.1", "-p", String(port)], environment, () =>
    answers(port),
  );
  return { ...running, port, host: `localhost:${port}` };
}

/** The headers of somebody's browser, as the edge passes them on. Their session is in the database of this process's environment. */
export async function signedInHeaders(
  actor: Member,
  env: NodeJS.ProcessEnv,
): Promise<Record<string, string>> {
  const sid = randomToken();
  await asOwner((sql) => sql`update sessions set sid_hash = ${hashToken(sid)} where id = ${actor.sessionId}`);
  const cookie = `${cookieNames.session}=${await sealSessionCookie({ sub: actor.userId, sid })}`;
  return { cookie, "x-mailneo-edge": env.MAILNEO_EDGE_SECRET ?? "", "x-mailneo-ip": "198.51.100.9" };
}
