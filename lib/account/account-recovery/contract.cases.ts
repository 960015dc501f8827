import type { Job } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import { connections } from "#lib/core/database/connections.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import {
  anonymous,
  jobActor,
  makeChallenge,
  makeMember,
  makeRecovery,
  makeTwoFactor,
  makeUser,
} from "#testing/factories.ts";
import { issueCancelLink } from "./issue-cancel-link.ts";

const holder = "Whoever holds the pending sign-in, or the mailed link, may: it names nobody else's rows.";

const sweeper = (): Job => ({ ...jobActor("", "account-recovery-sweep"), workspaceId: null });

async function makeLocked() {
  const user = await makeUser();
  await makeTwoFactor(user.id);
  return user;
}

export const commands: Cases = {
  "account_recovery.request": async () => ({
    actor: anonymous(),
    input: { challenge: await makeChallenge((await makeLocked()).id) },
    openToAnonymous: holder,
    openToStrangers: holder,
  }),
  "account_recovery.cancel": async () => {
    const { id: userId, email } = await makeLocked();
    const recoveryId = await makeRecovery(userId);
    const seed = await connections().writer.transaction(async (tx) => {
      await appendAudit(tx, anonymous(), "account_recovery.request", "done", { userId });
      return issueCancelLink(tx, { recoveryId, userId, email });
    });
    return {
      actor: anonymous(),
      input: { token: mailedToken("cancel_recovery", seed) },
      openToAnonymous: holder,
      openToStrangers: holder,
    };
  },
  "account_recovery.shorten": async () => {
    const { actor, workspaceId } = await makeMember();
    const { user } = await makeMember({ workspaceId, role: "member" });
    return { actor, input: { recoveryId: await makeRecovery(user.id) } };
  },
  "account_recovery.remind": async () => ({
    actor: sweeper(),
    input: { recoveryId: await makeRecovery((await makeLocked()).id, "23 hours") },
  }),
  "account_recovery.complete": async () => ({
    actor: sweeper(),
    input: { recoveryId: await makeRecovery((await makeLocked()).id, "-1 minute") },
  }),
};

export const queries: QueryCases = {
  "account_recovery.list": () => ({}),
  "account_recovery.get_mine": () => ({}),
};

export const seed: Seed = async ({ actor, member }) => {
  await makeRecovery(member);
  await makeRecovery(actor.userId);
};
