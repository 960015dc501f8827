import { uuidv7 } from "uuidv7";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, jobActor, makeEmailAccount, makeMember } from "#testing/factories.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { testAccount } from "./test-account.ts";

export const commands: Cases = {
  "email_account.connect": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: accountId } = await makeEmailAccount(workspaceId);
    const server = await startSmtp({ auth: { user: "ada", pass: "secret" } });
    const settings = await testAccount(actor, {
      label: "Office",
      fromName: "Ada",
      fromAddress: "ada@sender.test",
      host: "127.0.0.1",
      port: server.port,
      security: "none",
      username: "ada",
      password: "secret",
    });
    await server.close();
    return { actor, input: { accountId, settings } };
  },
  "email_account.disconnect": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: accountId } = await makeEmailAccount(workspaceId);
    return { actor, input: { accountId } };
  },
  "email_account.wait": async () => {
    const { workspaceId } = await makeMember();
    const { id: accountId } = await makeEmailAccount(workspaceId);
    return {
      actor: jobActor(workspaceId, "campaign-send"),
      input: { accountId, words: "It has reached its daily sending limit.", seconds: 86_400, said: false },
    };
  },
};

export const queries: QueryCases = {
  "email_account.list": () => ({}),
  "email_account.get": ({ account }) => ({ input: { accountId: account } }),
};

/** Makes an account that a member connected, and one left behind by a former member. */
export const seed: Seed = async ({ workspaceId, member }) => {
  const { id } = await makeEmailAccount(workspaceId);
  const { id: leftBehind } = await makeEmailAccount(workspaceId);
  await asOwner(async (sql) => {
    await sql`update email_accounts set connected_by = ${member} where id = ${id}`;
    await sql`update email_accounts set connected_by = ${uuidv7()} where id = ${leftBehind}`;
    await sql`insert into email_account_health (account_id, workspace_id) values (${id}, ${workspaceId})`;
  });
};
