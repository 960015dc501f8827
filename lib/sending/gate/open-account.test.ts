import { expect, test } from "@playwright/test";
import { asOwner, auditOf, jobActor, makeEmailAccount, makeMember } from "#testing/factories.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { openAccount } from "./open-account.ts";
import { issuePass } from "./pass.ts";

test("each connection opens the password, until the account is disconnected", {
  tag: "@V13.3.3",
}, async () => {
  const hold = Promise.withResolvers<void>();
  const auth = { user: "letters", pass: "an app password" };
  const server = await startSmtp({ auth, behaviour: { holdMessage: () => hold.promise } });
  const { workspaceId } = await makeMember();
  const { id: accountId } = await makeEmailAccount(workspaceId, {
    port: server.port,
    username: auth.user,
    password: auth.pass,
  });
  const actor = jobActor(workspaceId);
  const { door } = await openAccount(actor, { accountId, purpose: "send", connections: 3 });
  const send = (to: string) =>
    door.send(issuePass(to), {
      envelope: { from: "news@sender.test", to },
      raw: Buffer.from("Subject: hi\r\n\r\nhi\r\n"),
    });

  const sent = [send("ada@reader.test"), send("bob@reader.test")];
  await expect.poll(() => server.connections).toBe(2);
  const openings = async () =>
    (await auditOf(workspaceId))
      .filter(({ action }) => action === "credential.decrypt")
      .map(({ target, detail }) => [target, detail.purpose]);
  await expect.poll(openings).toEqual(Array(2).fill([accountId, "send"]));

  await asOwner(
    (sql) => sql`update email_accounts set disconnected_at = now(), secret = null, secret_key_id = null
    where id = ${accountId}`,
  );
  expect(await send("cleo@reader.test")).toMatchObject({
    outcome: "failed",
    permanent: true,
    scope: "account",
    reply: "The saved password can no longer be read.",
  });
  hold.resolve();
  expect(await Promise.all(sent)).toMatchObject([{ outcome: "sent" }, { outcome: "sent" }]);
  expect(server.connections).toBe(2);
  door.close();
  await server.close();
});
