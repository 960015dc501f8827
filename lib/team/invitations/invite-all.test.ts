import { expect, test } from "@playwright/test";
import { sha256 } from "#lib/crypto/hash.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { quotedWords } from "#lib/mail/platform/quoted-words.ts";
import { anonymous, makeMember, makeSignedIn, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { acceptInvitation } from "./accept.ts";
import { acceptInvitationAsNew } from "./accept-as-new.ts";
import { getInvitation } from "./get.ts";
import { inviteAll, MOST_INVITATIONS } from "./invite-all.ts";

const role = "member" as const;

const mailsTo = async (email: string) =>
  (
    await ownerSql()<{ text: string }[]>`select array_to_string(array(
        select jsonb_array_elements_text(data->'paragraphs')), E'\n\n') as text
      from pgboss.job where name = 'newcomer-mail' and data->'to'->>'address' = ${email}`
  ).map(({ text }) => text);

test("several addresses are invited, each with its own result", async () => {
  const { actor, user, workspaceId } = await makeMember();
  const [ada, grace] = [uniqueEmail("ada"), uniqueEmail("grace")];
  const emails = `${ada}, <${grace}>\n${user.email}; not-an-address ${ada}`;
  const results = await inviteAll(actor, { emails, role });
  expect(results.map(({ email, ok }) => [email, ok])).toEqual([
    [ada, true],
    [grace, true],
    [user.email, false],
    ["not-an-address", false],
  ]);
  expect(results[2]).toMatchObject({ why: "That address is in the team already." });
  expect(await mailsTo(ada)).toHaveLength(1);
  const [again] = await inviteAll(actor, { emails: ada, role });
  expect(again).toMatchObject({ ok: false, why: expect.stringContaining("invited already") });
  const rows = await ownerSql()`select from invitations where workspace_id = ${workspaceId}`;
  expect(rows).toHaveLength(2);
  const entries = await ownerSql()`select from audit_events
    where workspace_id = ${workspaceId} and action = 'invitation.create' and result = 'done'`;
  expect(entries).toHaveLength(2);
});

test("too many addresses, none, or too long words invite nobody", async () => {
  const { actor } = await makeMember();
  const many = Array.from({ length: MOST_INVITATIONS + 1 }, (_, n) => `reader${n}@example.com`).join("\n");
  for (const [input, field] of [
    [{ emails: many, role }, "emails"],
    [{ emails: " ,; ", role }, "emails"],
    [{ emails: undefined, role }, "emails"],
    [{ emails: "a".repeat(20_000), role }, "emails"],
    [{ emails: uniqueEmail(), role, message: "x".repeat(401) }, "message"],
    [{ emails: uniqueEmail(), role, message: "See you at https://evil.example/login" }, "message"],
    [{ emails: uniqueEmail(), role, message: "Your parcel waits: t.co/Ab3dE9" }, "message"],
    [{ emails: uniqueEmail(), role, message: "Ring 0900 1234567" }, "message"],
    [{ emails: uniqueEmail(), role: undefined as never }, "role"],
  ] as const)
    await expect(inviteAll(actor, input)).rejects.toMatchObject({
      fields: { [field]: expect.any(String) },
    });
  const { actor: viewer } = await makeMember({ role: "viewer" });
  await expect(inviteAll(viewer, { emails: uniqueEmail(), role })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("the inviter's words stand in the mail and lead nowhere", async () => {
  const { actor, user } = await makeMember();
  const email = uniqueEmail("grace");
  const message = "See you at <b>noon</b>,\nand/or later. Ada";
  await inviteAll(actor, { emails: email, role, message });
  const [text] = await mailsTo(email);
  expect(text).toContain(`${user.name} writes:\n“See you at <b>`);
  // Words from before links were refused are parted, so that mail readers make no links of them.
  const old = quotedWords("https://evil.example/login, a@evil.example, evil。com, evil．com／x, bit․ly");
  expect(old).not.toMatch(/https?:\/\/evil|evil\.example|a@evil|evil[。．]com|com／x|bit․ly/);
  expect(quotedWords("Hello. It is 12:30, and/or later")).toBe(
    "“Hello. It is 12:\u200b30, and/\u200bor later”",
  );
  expect(quotedWords("a\u202Eb\u0007\r\n\n\n\nc")).toBe("“ab\n\nc”");
});

test("a copied link invites its address and proves nothing", async () => {
  const { actor } = await makeMember();
  const { actor: known, user } = await makeSignedIn();
  const fresh = uniqueEmail("grace");
  const results = await inviteAll(actor, { emails: `${user.email} ${fresh}`, role });
  const [mine, theirs] = results.map((each) => (each.ok ? (each.link.split("/").at(-1) ?? "") : ""));
  expect(await getInvitation(anonymous(), { token: theirs ?? "" })).toMatchObject({
    email: fresh,
    hasAccount: false,
    mailed: false,
  });
  const join = { token: theirs ?? "", name: "Grace Hopper", password: "Tide-harbour7 lamp" };
  await expect(acceptInvitationAsNew(anonymous(), join)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("does not prove your address"),
  });
  await acceptInvitation(known, { token: mine ?? "" });
  const stored = await ownerSql()`select from invitations where token_hash = ${hashToken(theirs ?? "")}`;
  expect(stored).toHaveLength(0);
});

test("a form sent again continues where its answer was lost", async () => {
  const { actor, workspaceId } = await makeMember();
  const emails = [uniqueEmail("ada"), uniqueEmail("grace")];
  const call = { once: { key: "0123456789abcdef0123456789abcdef", said: sha256("the form") } };
  const [first] = await inviteAll(actor, { emails: emails[0], role }, call);
  const again = await inviteAll(actor, { emails: emails.join("\n"), role }, call);
  expect(again[0]).toEqual(first);
  expect(again.map(({ ok }) => ok)).toEqual([true, true]);
  expect(await ownerSql()`select from invitations where workspace_id = ${workspaceId}`).toHaveLength(2);
  expect(await mailsTo(emails[0] ?? "")).toHaveLength(1);
});
