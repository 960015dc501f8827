import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { sendingDomains } from "#db/schema/email-accounts.ts";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";
import { issuePass, type Pass } from "./pass.ts";

export type TestAddress = { email: string; name: string; pass: Pass };

/**
 * Returns passes for a test message, valid for 60 seconds, and the addresses that get none. A test goes past consents
 * and suppressions, so it goes only to verified addresses of the workspace's members and to domains that are proved to be
 * the workspace's.
 */
export async function passToTestAddresses(
  tx: Transaction,
  actor: Member,
  wanted: string[],
): Promise<{ allowed: TestAddress[]; refused: string[] }> {
  const people = await tx
    .select({ email: users.email, name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        owned(memberships, actor),
        isNotNull(users.emailVerifiedAt),
        inArray(sql`lower(${users.email})`, wanted),
      ),
    )
    .limit(wanted.length);
  const domains = await tx
    .select({ domain: sendingDomains.domain })
    .from(sendingDomains)
    .where(
      and(
        owned(sendingDomains, actor),
        isNotNull(sendingDomains.verifiedAt),
        inArray(sendingDomains.domain, wanted.map(domainOf)),
      ),
    )
    .limit(wanted.length);
  const named = new Map(people.map(({ email, name }) => [email.toLowerCase(), { email, name }]));
  const proved = new Set(domains.map(({ domain }) => domain));
  const allowed: TestAddress[] = [];
  const refused: string[] = [];
  for (const address of wanted) {
    const known = named.get(address) ?? (proved.has(domainOf(address)) ? { email: address, name: "" } : null);
    if (known) allowed.push({ ...known, pass: issuePass(known.email, 60) });
    else refused.push(address);
  }
  return { allowed, refused };
}

/** Returns the member's own address when it is verified, otherwise null. */
export async function ownAddress(tx: Transaction, actor: Member): Promise<string | null> {
  const [user] = await tx
    .select({ email: users.email })
    .from(users)
    .where(and(eq(users.id, actor.userId), isNotNull(users.emailVerifiedAt)));
  return user?.email.toLowerCase() ?? null;
}

const domainOf = (address: string) => address.slice(address.lastIndexOf("@") + 1);
