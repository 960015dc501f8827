import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { makeEmailAccount, makeMember } from "#testing/factories.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { testAccount } from "./test-account.ts";

export const emailAccountCases: Cases<"email_account.connect" | "email_account.disconnect"> = {
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
};

export const emailAccountQueries: QueryCases = {
  "email_account.list": () => ({}),
  "email_account.get": ({ account }) => ({ input: { accountId: account } }),
};
