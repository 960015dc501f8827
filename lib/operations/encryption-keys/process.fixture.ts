// One process of an installation, for the tests of rotation. It keeps its own ring in memory, as
// edge, web and worker do, and follows orders.
import { randomUUID } from "node:crypto";
import { and, eq, isNotNull } from "drizzle-orm";
import { emailAccounts } from "#db/schema/email-accounts.ts";
import { users } from "#db/schema/users.ts";
import { totpPlace } from "#lib/account/two-factor/spend-totp.ts";
import { work } from "#lib/core/work.ts";
import { asOwner, makeEmailAccount, makeMember, makeTwoFactor, makeUser } from "#testing/factories.ts";
import { removeRingKey } from "./remove.ts";
import { rotateKeys } from "./rotate.ts";
import { runRotation } from "./run.ts";

type Thing = { workspaceId: string; accountId: string; userId: string; secret: string };

// Returns an actor as a worker has it, without an origin.
const jobIn = <W extends string | null>(workspaceId: W) => ({
  kind: "job" as const,
  job: "test",
  workspaceId,
  origin: { ip: null, userAgent: null, requestId: randomUUID() },
});
const job = () => jobIn(null);
let churning = false;
let churned: Promise<{ opened: number; sealed: number; errors: string[] }> | undefined;

const tasks = {
  /** Makes a workspace with a sealed password, and a user with an authenticator. */
  async make(): Promise<Thing> {
    const { workspaceId } = await makeMember();
    const { id: accountId } = await makeEmailAccount(workspaceId, { password: `pass ${workspaceId}` });
    const { id: userId } = await makeUser();
    return { workspaceId, accountId, userId, secret: (await makeTwoFactor(userId)).secret };
  },
  async makeWorkspaces(ids: string[]) {
    await asOwner(
      (sql) => sql`insert into workspaces (id, name) select id, 'One of many' from unnest(${ids}::uuid[]) id`,
    );
  },
  /** Makes a data key for each workspace. */
  async makeKeys(workspaces: string[]) {
    for (const id of workspaces) await work(jobIn(id), ({ vault }) => vault.suppressionKey(id));
  },
  /** Opens both secrets of each, and returns which came out wrong. */
  async open(things: Thing[]) {
    const wrong: string[] = [];
    for (const thing of things) if (!(await opens(thing).catch(() => false))) wrong.push(thing.workspaceId);
    return wrong;
  },
  /** Opens and makes without a pause until `still`. */
  async churn(things: Thing[]) {
    churning = true;
    churned = churn(things);
  },
  async still() {
    churning = false;
    return churned;
  },
  rotate: async (mode: "rewrap" | "reseal" = "rewrap") => {
    const { id } = await rotateKeys(job(), { mode });
    const progress = (done: number, total: number) => void process.send?.({ progress: { done, total } });
    return runRotation(job(), id, { signal: new AbortController().signal, progress });
  },
  remove: (ringKeyId: string) => removeRingKey(job(), { ringKeyId }),
};

export type Tasks = typeof tasks;

async function opens({ workspaceId, accountId, userId, secret }: Thing): Promise<boolean> {
  const password = await work(jobIn(workspaceId), async ({ tx, vault }) => {
    const [row] = await tx
      .select({ blob: emailAccounts.secret, keyId: emailAccounts.secretKeyId })
      .from(emailAccounts)
      .where(eq(emailAccounts.id, accountId));
    const place = { kind: "mail account password", rowId: accountId, workspaceId } as const;
    return vault.open(place, row?.blob as Buffer, row?.keyId ?? "", "test");
  });
  const totp = await work(job(), async ({ tx, vault }) => {
    const [row] = await tx
      .select({ blob: users.totpSecret, keyId: users.totpKeyId })
      .from(users)
      .where(and(eq(users.id, userId), isNotNull(users.totpSecret)));
    return vault.open(totpPlace(userId), row?.blob as Buffer, row?.keyId ?? "", "check code");
  });
  return password === `pass ${workspaceId}` && totp === secret;
}

async function churn(things: Thing[]) {
  const seen = { opened: 0, sealed: 0, errors: [] as string[] };
  for (let at = 0; churning; at++) {
    try {
      const thing = at % 4 === 0 ? await tasks.make() : (things[at % things.length] as Thing);
      if (at % 4 === 0) seen.sealed++;
      if (!(await opens(thing))) seen.errors.push(`wrong: ${thing.workspaceId}`);
      seen.opened++;
    } catch (error) {
      seen.errors.push(String(error));
    }
  }
  return seen;
}

process.on("message", async ({ call, name, args }: { call: number; name: keyof Tasks; args: unknown[] }) => {
  try {
    const task = tasks[name] as (...args: unknown[]) => Promise<unknown>;
    process.send?.({ call, result: await task(...args) });
  } catch (error) {
    process.send?.({ call, error: (error as Error).message });
  }
});
process.on("disconnect", () => process.exit(0));
process.send?.({ ready: true });
