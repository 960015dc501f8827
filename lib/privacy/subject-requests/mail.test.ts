import { expect, test } from "@playwright/test";
import sharp from "sharp";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import type { RequestMailKind } from "#lib/audience/contacts/request-mail-queue.ts";
import { setLogo } from "#lib/audience/logos/set.ts";
import { openPlatformTransport } from "#lib/mail/platform/platform-transport.ts";
import { asOwner, jobActor, makeContacts, makeMember, ownerSql } from "#testing/factories.ts";
import { logged } from "#testing/logged.ts";
import { type SmtpBehaviour, startSmtp } from "#testing/servers/smtp.ts";
import { makeRequest } from "./contract.cases.ts";
import { extendRequest } from "./extend.ts";
import { fulfilRequest } from "./fulfil.ts";
import { lookAtRequest } from "./look.ts";
import { sendRequestMail } from "./mail.ts";
import { refuseRequest } from "./refuse.ts";

type Values = Parameters<typeof makeRequest>[2];

/** A request whose mail waits, and a mail server of its own. */
async function makeWaiting(values: Values, behaviour: SmtpBehaviour = {}) {
  const { actor, workspaceId } = await makeMember();
  const [contact] = await makeContacts(workspaceId, 1);
  const { id: contactId = "", email = "" } = contact ?? {};
  const { requestId } = await makeRequest(workspaceId, contactId, values);
  const server = await startSmtp({ behaviour });
  const transport = openPlatformTransport(`smtp://127.0.0.1:${server.port}`);
  const run = (about: RequestMailKind) =>
    sendRequestMail(transport, jobActor(workspaceId, "subject-request-mail"), {
      workspaceId,
      requestId,
      about,
    });
  const close = async () => {
    transport.close();
    await server.close();
  };
  return { actor, workspaceId, contactId, email, requestId, server, run, close };
}

const busyOnce = () => {
  let left = 1;
  return () => (left-- > 0 ? { code: 451, message: "4.3.0 try later" } : null);
};

const linkIn = (text: string | undefined) =>
  /\/subject-requests\/\w+\/([\w-]{43})/.exec(text ?? "")?.[1] ?? "";

test("a request's mail whose job runs again goes once", async () => {
  const { server, run, close, email } = await makeWaiting({ proved: false }, { refuseMessage: busyOnce() });
  await expect(run("proof")).rejects.toThrow(/not sent/);
  await run("proof");
  await run("proof");
  const mails = await server.messages();
  expect(mails.map(({ to }) => to)).toEqual([[email]]);
  // The job that ran again has not replaced the link of the mail that went.
  const token = linkIn(mails[0]?.parsed.text);
  expect(await lookAtRequest(token, "proof")).toMatchObject({ state: "open", email });
  await close();
});

test("an erased person's address goes when its mailbox refuses the answer", { tag: "@GD5" }, async () => {
  const refuseRecipient = () => ({ code: 550, message: "5.1.1 no such user" });
  const { actor, requestId, run, close } = await makeWaiting({ kind: "erase" }, { refuseRecipient });
  await fulfilRequest(actor, { requestId, typed: "erase" });
  expect(await logged(() => run("answer"))).toMatchObject([{ job: "platform-mail" }]);
  const [row] =
    await ownerSql()`select email, answer_mailed_at from subject_requests where id = ${requestId}`;
  expect(row).toEqual({ email: null, answer_mailed_at: null });
  await close();
});

test("nobody erased meanwhile is mailed about a request", { tag: "@GD5" }, async () => {
  const { actor, contactId, requestId, server, run, close } = await makeWaiting({ proved: false });
  await deleteContact(actor, { contactId, typed: "erase" });
  for (const about of ["proof", "received", "answer"] as const) await run(about);
  await asOwner((sql) => sql`delete from subject_requests where id = ${requestId}`);
  await run("received");
  expect(await server.messages()).toEqual([]);
  await close();
});

test("words of a member in a request's mail lead nowhere", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, requestId, server, run, close } = await makeWaiting({ proved: true });
  for (const reason of [
    "Sign in at https://evil.example/login",
    "Your parcel waits: t.co/Ab3dE9",
    "Ring 0900 1234567",
  ]) {
    const refused = {
      code: "invalid",
      fields: { reason: expect.stringContaining("Leave out web addresses") },
    };
    await expect(refuseRequest(actor, { requestId, reason })).rejects.toMatchObject(refused);
    await expect(extendRequest(actor, { requestId, reason })).rejects.toMatchObject(refused);
  }
  await refuseRequest(actor, { requestId, reason: "It was answered last week." });
  // Words from before they were refused.
  await asOwner(async (sql) => {
    await sql`update subject_requests set answer = 'Sign in at https://evil.example/login' where id = ${requestId}`;
    await sql`update workspaces set sender_name = 'evil。com' where id = ${workspaceId}`;
  });
  await run("answer");
  const [mail] = await server.messages();
  expect(mail?.parsed.text).toContain("Sign in at https evil example login");
  expect(`${mail?.parsed.subject} ${mail?.parsed.from?.text} ${mail?.parsed.text}`).not.toMatch(/evil[.。]/);
  await close();
});

const pictured = {
  "a request that a mail of ours proved": { channel: "form", age: "8 days", logo: true },
  "one of a new workspace": { channel: "form", age: "1 day", logo: false },
  "one by a newsletter's link": { channel: "preferences", age: "8 days", logo: false },
  "one that a member entered": { channel: "member", age: "8 days", logo: false },
} as const;

for (const [which, { channel, age, logo }] of Object.entries(pictured))
  test(`the answer to ${which} ${logo ? "has" : "lacks"} the sender's logo`, { tag: "@GD5" }, async () => {
    const { actor, workspaceId, requestId, server, run, close } = await makeWaiting({ channel });
    const image = sharp({ create: { width: 60, height: 20, channels: 4, background: "#2a6" } }).png();
    await setLogo(actor, { newsletterId: null, image: (await image.toBuffer()).toString("base64") });
    await asOwner(
      (sql) => sql`update workspaces set created_at = now() - ${age}::interval where id = ${workspaceId}`,
    );
    await refuseRequest(actor, { requestId, reason: "It was answered last week." });
    await run("answer");
    const [mail] = await server.messages();
    expect(/<img/.test(mail?.parsed.html || "")).toBe(logo);
    await close();
  });
