import { createPrivateKey } from "node:crypto";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { composePlatformMessage, platformMessage } from "#lib/mail/platform/layout.ts";
import { compileMessage, renderMessage } from "./compose.ts";
import { createDkimKey, dnsRecord, signMessage } from "./dkim.ts";
import { messageId } from "./message-id.ts";

const key = await createDkimKey(new Date("2026-11-23"));
const privateKey = createPrivateKey(key.privateKey);
/** A TXT value as DNS returns it: strings of at most 255 bytes (RFC 1035 3.3.14). */
const dnsStrings = (record: string) => record.match(/.{1,255}/g) ?? [];

const signer = { domain: "sender.example", selector: key.selector, privateKey };

type Verified = { status: { result: string }; signingHeaders?: { keys: string }; signature?: string };

async function verify(raw: Buffer): Promise<Verified> {
  const resolver = async (name: string, type: string) => {
    expect([name, type]).toEqual([`${key.selector}._domainkey.sender.example`, "TXT"]);
    return [dnsStrings(dnsRecord(key.publicKey))];
  };
  const { results } = await dkimVerify(raw, { resolver });
  expect(results.length).toBe(1);
  return results[0] as Verified;
}

const campaign = compileMessage({
  from: { name: "Zoë", address: "news@sender.example" },
  replyTo: { address: "hello@sender.example" },
  subject: "Grüße {{first_name}} 🎉",
  html: "<p>Hi  {{first_name}}   with   blanks \t</p>\n\n\n<pre>  x  </pre>",
  listId: "letters.sender.example",
  senderName: "Ada Ltd",
  postalAddress: "12 Square, London",
  feedbackId: ["c", "w", "campaign", "mailneo"],
});
const copy = (first: string) =>
  renderMessage(campaign, {
    to: { name: first, address: "grace@reader.example" },
    messageId: "<abc@sender.example>",
    unsubscribeUrl: `https://mail.sender.example/u/${"t0ken".repeat(12)}`,
    merge: { first_name: first },
    date: new Date("2026-11-23T10:00:00Z"),
  }).raw;

test("mailauth verifies the signature, and h= covers both unsubscribe fields and Feedback-ID", {
  tag: ["@OC2", "@BS3"],
}, async () => {
  expect(key.selector).toBe("mn2026a");
  const signed = await signMessage(copy("Grace"), signer);
  const result = await verify(signed);
  expect(result.status.result).toBe("pass");
  const keys = (result.signingHeaders?.keys ?? "").toLowerCase().split(/\s*[:;]\s*/);
  for (const name of [
    "list-unsubscribe",
    "list-unsubscribe-post",
    "feedback-id",
    "list-id",
    "subject",
    "date",
    "to",
    "message-id",
    "reply-to",
  ]) {
    expect(keys).toContain(name);
  }
  // From is signed twice, so that a second one cannot be put in.
  const h = /h=([^;]+);/.exec(signed.toString("latin1"))?.[1]?.replace(/\s/g, "").split(":") ?? [];
  expect(h.filter((name) => name === "from").length).toBe(2);
});

test("changing or adding what is signed breaks the signature", { tag: "@OC2" }, async () => {
  const signed = (await signMessage(copy("Grace"), signer)).toString("latin1");
  const changes: [string, string][] = [
    ["One-Click\r\n", "One-Clack\r\n"],
    ["List-Unsubscribe: <https://mail.", "List-Unsubscribe: <https://evil."],
    ["\r\nFrom: ", "\r\nFrom: other@evil.example\r\nFrom: "],
    ["blanks", "blankets"],
    ["Feedback-ID: c:", "Feedback-ID: d:"],
  ];
  for (const [from, to] of changes) {
    expect(signed).toContain(from);
    expect((await verify(Buffer.from(signed.replace(from, to), "latin1"))).status.result, from).not.toBe(
      "pass",
    );
  }
  // Relaxed: what relays do to blanks and folding does no harm.
  const relayed = signed
    .replace("List-Unsubscribe-Post: List", "list-unsubscribe-post:  List")
    .replace("blanks ", "blanks  ");
  expect((await verify(Buffer.from(`${relayed}\r\n\r\n`, "latin1"))).status.result).toBe("pass");
});

test("property: every copy verifies, whatever is merged into it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 80 }), async (first) => {
      expect((await verify(await signMessage(copy(first), signer))).status.result).toBe("pass");
    }),
    { numRuns: 60 },
  );
});

test("bodies of every shape verify under DKIM", async () => {
  for (const body of [
    "",
    "\r\n",
    "\r\n\r\n",
    " ",
    " \t\r\n \r\n",
    "x",
    "x \r\n\r\n",
    "a\rb\r\n",
    "  lead\r\n",
    `${" ".repeat(100_000)}x`,
  ]) {
    const raw = Buffer.from(`From: a@sender.example\r\nSubject:  x  \r\n y\r\n\r\n${body}`);
    expect(
      (await verify(await signMessage(raw, signer))).status.result,
      JSON.stringify(body.slice(0, 20)),
    ).toBe("pass");
  }
});

test("the DNS record holds the key and fits DNS strings", () => {
  const record = dnsRecord(key.publicKey);
  expect(record).toMatch(/^v=DKIM1; k=rsa; p=MIIB[A-Za-z0-9+/=]{380,}$/);
});

test("what is no message, domain or selector is refused", async () => {
  await expect(signMessage(Buffer.from("no header end"), signer)).rejects.toThrow();
  await expect(signMessage(Buffer.from("Subject: x\r\n\r\n"), signer)).rejects.toThrow("no From");
  await expect(signMessage(copy("x"), { ...signer, domain: "a; d=b" })).rejects.toThrow();
  await expect(signMessage(copy("x"), { ...signer, selector: "a\r\nX: y" })).rejects.toThrow();
});

test("the Message-ID is stable, differs by contact and needs the key", () => {
  const of = { campaignId: "c1", contactId: "p1", domain: "sender.example" };
  const one = messageId(Buffer.alloc(32, 1), of);
  expect(one).toMatch(/^<[0-9a-f]{40}@sender\.example>$/);
  expect(messageId(Buffer.alloc(32, 1), of)).toBe(one);
  expect(messageId(Buffer.alloc(32, 1), { ...of, contactId: "p2" })).not.toBe(one);
  expect(messageId(Buffer.alloc(32, 1), { ...of, campaignId: "c1p", contactId: "1" })).not.toBe(one);
  expect(messageId(Buffer.alloc(32, 2), of)).not.toBe(one);
  expect(() => messageId(Buffer.alloc(31), of)).toThrow();
  expect(() => messageId(Buffer.alloc(32), { ...of, domain: "a>\r\nX" })).toThrow();
});

test("platform mail is automatic, signed and without List-Unsubscribe", {
  tag: ["@OC15", "@DS7"],
}, async () => {
  const content = {
    heading: "Confirm your address",
    paragraphs: ["Somebody signed up as <b>Grace</b> & Co.", "The link works for one hour."],
    action: { label: "Confirm address", url: "https://app.example/verify?token=a&b=c" },
    footnote: "You did not ask for this? Ignore this mail.",
  };
  const { html, text } = platformMessage(content);
  expect(html).toContain("&lt;b&gt;Grace&lt;/b&gt; &amp; Co.");
  expect(html).toContain('href="https://app.example/verify?token=a&amp;b=c"');
  expect(text).toContain("Confirm address:\nhttps://app.example/verify?token=a&b=c\n\n---\nYou did not ask");
  expect(() => platformMessage({ ...content, action: { label: "x", url: "javascript:alert(1)" } })).toThrow();

  const { raw, envelope } = composePlatformMessage({
    from: { name: "Mailneo", address: "hello@sender.example" },
    to: { name: "Grace\r\nBcc: x@y.example", address: "Grace@Reader.example" },
    subject: "Confirm your address",
    content,
    messageId: "<1@sender.example>",
    date: new Date("2026-11-23T10:00:00Z"),
  });
  expect(envelope).toEqual({ from: "hello@sender.example", to: "grace@reader.example" });
  const head = raw.toString().split("\r\n\r\n")[0] ?? "";
  expect(head).toContain("Auto-Submitted: auto-generated");
  expect(head).not.toMatch(/List-Unsubscribe|Precedence|^Bcc/im);
  expect((await verify(await signMessage(raw, signer))).status.result).toBe("pass");
});
