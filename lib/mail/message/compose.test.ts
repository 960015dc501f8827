import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { type ParsedMail, simpleParser } from "mailparser";
import MailComposer from "nodemailer/lib/mail-composer";
import { workOf } from "#testing/hostile-text.ts";
import { type CompiledMessage, compileMessage, type RenderInput, renderMessage } from "./compose.ts";
import { lintMessage } from "./lint.ts";
import type { MessageSource } from "./message-source.ts";
import { addressField, quotedPrintablePiece, textField } from "./mime.ts";

const source: MessageSource = {
  from: { name: "Ada’s Letters", address: "news@sender.example" },
  subject: "Hello {{first_name|there}}",
  text: "Dear {{first_name|reader}},\n\nRead [the post](https://sender.example/post?a=1&b=2).\n\n- one\n- two",
  listId: "letters.sender.example",
  listName: "Letters",
  senderName: "Ada & Sons Ltd",
  postalAddress: "12 St James's Square\nLondon SW1Y 4RB",
  reason: "You subscribed to Letters.",
  feedbackId: ["c1", "w1", "campaign", "mailneo"],
};
const input: RenderInput = {
  to: { name: "Grace Hopper", address: "grace@reader.example" },
  messageId: "<0123456789abcdef@sender.example>",
  unsubscribeUrl: "https://mail.sender.example/u/abcDEF123?x=1&y=2",
  merge: { first_name: "Grace" },
  date: new Date("2026-11-23T10:00:00Z"),
};

const render = (of: Partial<MessageSource> = {}, to: Partial<RenderInput> = {}) =>
  renderMessage(compileMessage({ ...source, ...of }), { ...input, ...to });

/** Header lines of the raw message, unfolded. */
function fields(raw: Buffer): [string, string][] {
  const head = raw.toString("latin1").split("\r\n\r\n")[0] ?? "";
  return head.split(/\r\n(?![ \t])/).map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
}

function field(raw: Buffer, name: string): string[] {
  return fields(raw)
    .filter(([found]) => found.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value);
}

async function parsed(raw: Buffer): Promise<ParsedMail & { html: string; text: string }> {
  const mail = await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true });
  return Object.assign(mail, { html: mail.html || "", text: mail.text ?? "" });
}

function wellFormed(raw: Buffer): void {
  const text = raw.toString("latin1");
  expect(text).toMatch(/^[\x20-\x7e\t\r\n]*$/);
  expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  const longest = (part: string) => Math.max(...part.split("\r\n").map((line) => line.length));
  const end = text.indexOf("\r\n\r\n");
  expect(longest(text.slice(0, end))).toBeLessThanOrEqual(998);
  expect(longest(text.slice(end + 4))).toBeLessThanOrEqual(76);
}

test("one List-Unsubscribe with one https link first, one exact List-Unsubscribe-Post", {
  tag: ["@OC1", "@OC16"],
}, () => {
  const { raw } = render(
    {},
    { mailtoUnsubscribe: "mailto:unsubscribe+abc@sender.example?subject=unsubscribe" },
  );
  expect(field(raw, "List-Unsubscribe")).toEqual([
    "<https://mail.sender.example/u/abcDEF123?x=1&y=2>, <mailto:unsubscribe+abc@sender.example?subject=unsubscribe>",
  ]);
  expect(field(raw, "List-Unsubscribe-Post")).toEqual(["List-Unsubscribe=One-Click"]);
  expect(field(render().raw, "List-Unsubscribe")).toEqual([
    "<https://mail.sender.example/u/abcDEF123?x=1&y=2>",
  ]);
});

test("a long unsubscribe link is never folded or encoded", { tag: "@OC16" }, () => {
  const unsubscribeUrl = `https://mail.sender.example/u/${"a1B2".repeat(100)}`;
  const { raw } = render({}, { unsubscribeUrl });
  expect(raw.toString("latin1")).toContain(`List-Unsubscribe: <${unsubscribeUrl}>\r\n`);
});

test("links that are none, or would break the header, are refused", { tag: "@OC16" }, () => {
  const compiled = compileMessage(source);
  for (const unsubscribeUrl of [
    "http://mail.sender.example/u/1",
    "https://x/>\r\nBcc: a@b.example",
    "https://x/a b",
    "https://x/<",
    "https://x/ü",
    "https://x/a,b",
    "javascript:alert(1)",
    "",
    `https://x/${"a".repeat(1000)}`,
  ]) {
    expect(() => renderMessage(compiled, { ...input, unsubscribeUrl }), unsubscribeUrl).toThrow();
  }
  expect(() => renderMessage(compiled, { ...input, mailtoUnsubscribe: "mailto:a@b>\r\nX: y" })).toThrow();
  expect(() => renderMessage(compiled, { ...input, messageId: "<a@b>\r\nX: y" })).toThrow();
  expect(() => renderMessage(compiled, { ...input, deliveryToken: "a\r\nX: y" })).toThrow();
  expect(() => renderMessage(compiled, { ...input, to: { address: "a@b.example, c@d.example" } })).toThrow();
});

test("Precedence, List-Id, Feedback-ID, Message-ID and Date, each once; one recipient", {
  tag: ["@DS7", "@BS9"],
}, () => {
  const { raw, envelope } = render({}, { deliveryToken: "abc-123" });
  expect(envelope).toEqual({ from: "news@sender.example", to: "grace@reader.example" });
  expect(field(raw, "Precedence")).toEqual(["bulk"]);
  expect(field(raw, "List-Id")).toEqual(["Letters <letters.sender.example>"]);
  expect(field(raw, "Feedback-ID")).toEqual(["c1:w1:campaign:mailneo"]);
  expect(field(raw, "Message-ID")).toEqual([input.messageId]);
  expect(field(raw, "Date")).toEqual(["Mon, 23 Nov 2026 10:00:00 +0000"]);
  expect(field(raw, "To")).toEqual(["Grace Hopper <grace@reader.example>"]);
  expect(field(raw, "X-Mailneo-Delivery")).toEqual(["abc-123"]);
  expect(field(raw, "MIME-Version")).toEqual(["1.0"]);
  for (const name of ["Bcc", "Cc", "Reply-To", "Auto-Submitted"]) expect(field(raw, name)).toEqual([]);
  expect(render({ envelopeFrom: "bounce@sender.example" }).envelope.from).toBe("bounce@sender.example");
  expect(field(render({ listName: undefined }).raw, "List-Id")).toEqual(["<letters.sender.example>"]);
});

test("sender, postal address and unsubscribe link stand in both parts", {
  tag: ["@CS3", "@OC10", "@CA4"],
}, async () => {
  const sources: Partial<MessageSource>[] = [
    {},
    { text: undefined, html: "<p>Hello</p>" },
    { text: "Plain", html: "<html><body><table><tr><td>Hello" },
    { text: undefined, html: "<p>{{unsubscribe_url}}</p>" },
    { text: undefined, html: '<a href="{{unsubscribe_url}}">Leave</a>' },
    { text: undefined, html: "<p>{{postal_address}}</p>" },
    {
      text: undefined,
      html: '<div style="display:none">{{postal_address}}<a href="{{unsubscribe_url}}">x</a></div>Hi',
    },
    { text: undefined, html: '<!-- {{postal_address}} <a href="{{unsubscribe_url}}"> -->Hi' },
    { text: undefined, html: '<title>{{postal_address}}</title><a href="{{unsubscribe_url}}">x</a>' },
    { text: "{{unsubscribe_url}}" },
    { text: undefined, html: "<style>body{color:red}<p>never closed" },
    { text: undefined, html: "<div style='display:none'>never closed" },
    { text: undefined, html: "<!-- never closed" },
    { text: undefined, html: "<p>text</p><textarea>never closed" },
  ];
  for (const of of sources) {
    const { raw } = render(of);
    const mail = await parsed(raw);
    const name = JSON.stringify(of);
    expect(mail.html, name).toContain(
      "Ada &amp; Sons Ltd<br>12 St James&#39;s Square<br>London SW1Y 4RB</p>",
    );
    expect(mail.html, name).toContain(
      '<a href="https://mail.sender.example/u/abcDEF123?x=1&amp;y=2" style="color',
    );
    expect(mail.html, name).toMatch(/Unsubscribe<\/a><\/p><\/div>[\s\S]*<\/body>\s*<\/html>\s*$/);
    expect(mail.text, name).toContain(
      "Ada & Sons Ltd\n12 St James's Square\nLondon SW1Y 4RB\n\nUnsubscribe: https://mail.sender.example/u/abcDEF123?x=1&y=2",
    );
  }
});

test("a template with both merge tags gets no second footer", {
  tag: "@CS3",
}, async () => {
  const html =
    '<html><body><p>Hi</p><p>{{sender_name}}, {{postal_address}} <a href="{{unsubscribe_url}}">Leave</a></p></body></html>';
  const mail = await parsed(render({ html, text: undefined }).raw);
  expect(mail.html).toContain(
    '<p>Ada &amp; Sons Ltd, 12 St James&#39;s Square<br>London SW1Y 4RB <a href="https://mail.sender.example/u/abcDEF123?x=1&amp;y=2">Leave</a></p>',
  );
  expect(mail.html).not.toContain(">Unsubscribe<");
  expect(mail.text).toContain("London SW1Y 4RB");
  expect(mail.text.match(/https:\/\/mail\.sender\.example\/u\//g)?.length).toBe(1);
});

test("merge fields are escaped for where they stand, and fall back", async () => {
  const html =
    '<p>Hi {{first_name|there}} {{ NAME }}</p><a href="https://x.example/?n={{first_name|no body}}&amp;e={{email}}">x</a><img src="https://x.example/{{first_name}}.png" alt="{{first_name}}">';
  const hostile = `<b>"O'Neil" & {{email}}\r\nBcc: x`;
  const mail = await parsed(
    render({ html, text: "Hi {{first_name}}" }, { merge: { first_name: hostile } }).raw,
  );
  const escaped = "&lt;b&gt;&quot;O&#39;Neil&quot; &amp; {{email}} Bcc: x";
  expect(mail.html).toContain(`<p>Hi ${escaped} Grace Hopper</p>`);
  const encoded = encodeURIComponent(`<b>"O'Neil" & {{email}} Bcc: x`);
  expect(mail.html).toContain(`href="https://x.example/?n=${encoded}&amp;e=grace%40reader.example"`);
  expect(mail.html).toContain(`src="https://x.example/${encoded}.png" alt="${escaped}"`);
  expect(mail.text).toContain(`Hi <b>"O'Neil" & {{email}} Bcc: x`);

  const empty = await parsed(render({ html }, { merge: {}, to: { address: "grace@reader.example" } }).raw);
  expect(empty.html).toContain("<p>Hi there </p>");
  expect(empty.html).toContain("?n=no%20body&amp;e=");
  expect((await parsed(render({}, { merge: {} }).raw)).subject).toBe("Hello there");
});

test("the author's HTML loses what must not run, and keeps its looks", async () => {
  const html = `<html><head><style>p{color:red} @import url(x); a{background:url(javascript:1)}</style><script>alert(1)</script>
    <meta http-equiv="refresh" content="0;url=https://evil.example"></head><body onload="x()" bgcolor="#eee">
    <p style="color:blue;behavior:url(x)" onclick="x()">Hi</p><a href="javascript:alert(1)">a</a><a href=" java\tscript:alert(1)">b</a>
    <a href="data:text/html,x">c</a><a href="https://ok.example">d</a><form action="https://x"><input name=p></form>
    <iframe src="https://x"></iframe><img src=x onerror=alert(1)><svg onload=x()><script>1</script></svg><object data=x></object>
    <base href="https://evil.example"><link rel=stylesheet href=x><noscript><p title="</noscript><script>x</script>"></noscript></body></html>`;
  expect(lintMessage({ ...source, html }).some((found) => found.code === "link")).toBe(true);
  const harmless = html.replace(/<a href="(?: java|java|data)[^>]*>.<\/a>/g, "");
  const mail = await parsed(render({ html: harmless }).raw);
  expect(mail.html).not.toMatch(
    /<script|onload|onclick|onerror|<form|<input|<iframe|<svg|<object|<base|<link|http-equiv|javascript|@import|behavior/i,
  );
  expect(mail.html).toContain('bgcolor="#eee"');
  expect(mail.html).toContain("p{color:red}");
  expect(mail.html).toContain('<a href="https://ok.example">d</a>');
});

test("a cleaned style sheet contains no markup or forbidden CSS", async () => {
  const css =
    "a{}<<//style><img src=x onerror=alert(1)><div hidden> @im@import;port url(x); a{b:java{{name}}script:1}";
  for (const html of [
    `<style>${css}</style><p>Hi</p>`,
    `<p style="a:java{{name}}script:1;b:behav@import;ior:url(x)">Hi</p>`,
  ]) {
    const mail = await parsed(render({ html }).raw);
    expect(mail.html).not.toMatch(/<\/style>\s*<(?:img|div hidden)|@import|javascript:|behavior:/i);
    expect(mail.html).toContain("Hi</p>");
  }
});

test("a hostile style sheet sanitises as fast as another", {
  tag: "@V1.3.12",
}, () => {
  const html = `<style>${"expression(".repeat(15_000)}</style><p>Hi</p>`;
  expect(workOf(() => lintMessage({ ...source, html }), 2000)).toBeLessThanOrEqual(2000);
});

test("text is made from HTML, and HTML from text", async () => {
  const fromHtml = await parsed(
    render({
      text: undefined,
      html: '<h1>News</h1><p>Dear {{first_name|you}},</p><ul><li>One</li></ul><p><a href="https://x.example/a">Read</a> me@url.example</p>',
    }).raw,
  );
  expect(fromHtml.text).toContain(
    "News\n\nDear Grace,\n\n * One\n\nRead (https://x.example/a) me@url.example",
  );
  const fromText = await parsed(
    render({
      text: "# Big news\n\nDear {{first_name}},\nsee https://x.example/a_b. **Now** <b>\n\n---\n\n- [one](https://x.example/1)\n- two",
    }).raw,
  );
  expect(fromText.html).toMatch(/<h1 [^>]*>Big news<\/h1>/);
  expect(fromText.html).toContain(
    'Dear Grace,<br />see <a href="https://x.example/a_b">https://x.example/a_b</a>. <strong>Now</strong> &lt;b&gt;',
  );
  expect(fromText.html).toMatch(/<li [^>]*><a href="https:\/\/x\.example\/1">one<\/a><\/li>/);
  expect(fromText.text).toContain("one: https://x.example/1");
});

const equal: Record<string, { of?: Partial<MessageSource>; to?: Partial<RenderInput> }> = {
  plain: {},
  "unicode and emoji": {
    of: {
      from: { name: "Zoë Müller 🎉", address: "zoe@bücher.example" },
      replyTo: { name: "Antworten, bitte: «hier»", address: "reply@sender.example" },
      subject: "週刊ニュース 🎉🎉 für {{first_name}} — ÄÖÜ ".repeat(3),
      text: "Grüße {{first_name}} 👩‍👩‍👧\n\n日本語の文章。".repeat(20),
    },
    to: { to: { name: "Łukasz Żółć", address: "lukasz@reader.example" }, merge: { first_name: "Łukasz 🚀" } },
  },
  "quoted names": {
    of: {
      from: { name: 'The "Best", Inc. (UK); a@b <c>', address: "news@sender.example" },
      subject: '=?UTF-8?Q?fake?= "x" <y>',
    },
    to: { to: { name: "O'Brien, Pat \\ Co.", address: "pat@reader.example" } },
  },
  "long lines and words": {
    of: {
      subject: `${"long ".repeat(38)}end`,
      text: `${"x".repeat(3000)}\n\n${"word ".repeat(2000)}`,
      html: `<p>${"ü".repeat(3000)}</p>`,
    },
    to: { to: { name: "a".repeat(90), address: `${"b".repeat(60)}@${"c".repeat(60)}.example` } },
  },
  "dots, equals signs, blanks and From": {
    of: {
      text: ".\n..\n.dot\nFrom here\n>From\n=3D =\ntrailing \t \n=",
      html: "<pre>.\n..\nFrom me\n=3D=\n \t \n</pre>",
    },
  },
};
for (const [name, { of, to }] of Object.entries(equal)) {
  test(`parses equal to nodemailer's own output: ${name}`, async () => {
    const ours = render(of, to);
    wellFormed(ours.raw);
    const mine = await parsed(ours.raw);
    const full = { ...source, ...of };
    const whom = { ...input, ...to };
    const theirs = await new MailComposer({
      from: full.from,
      to: { name: whom.to.name ?? "", address: whom.to.address },
      replyTo: full.replyTo ? { name: full.replyTo.name ?? "", address: full.replyTo.address } : undefined,
      subject: full.subject.replace(/\{\{first_name(?:\|there)?\}\}/g, whom.merge.first_name ?? "").trim(),
      text: mine.text,
      html: mine.html,
      date: whom.date,
      messageId: whom.messageId,
      headers: {
        "List-Unsubscribe": { prepared: true, value: `<${whom.unsubscribeUrl}>` },
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": `${full.listName} <${full.listId}>`,
        Precedence: "bulk",
        "Feedback-ID": full.feedbackId.join(":"),
      },
      newline: "windows",
    })
      .compile()
      .build();
    const other = await parsed(theirs);
    for (const key of ["from", "to", "replyTo"] as const) {
      const values = (mail: ParsedMail) => [mail[key] ?? []].flat().flatMap((list) => list.value);
      expect(values(mine), key).toEqual(values(other));
    }
    for (const key of ["subject", "messageId", "date", "html", "text"] as const)
      expect(mine[key], key).toEqual(other[key]);
    for (const key of ["list", "precedence", "feedback-id", "mime-version"]) {
      expect(mine.headers.get(key), key).toEqual(other.headers.get(key));
    }
    const type = mine.headers.get("content-type") as { value: string };
    expect(type.value).toBe("multipart/alternative");
    expect(mine.attachments).toEqual([]);
  });
}

const hostileText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\u2028",
        "\u0085",
        "\r\nBcc: evil@x.example\r\n",
        "\r\n\r\n<html>",
        "=",
        "=\r\n",
        "=_mn_",
        "--=_mn_",
        ".",
        "\r\n.\r\n",
        "\u202e",
        "{{email}}",
        "{{",
        "}}",
        "<",
        ">",
        '"',
        ",",
        ";",
        "@",
        "a".repeat(300),
        "ü".repeat(100),
        "🎉",
        "=?utf-8?q?x?=",
        " ",
        "\t",
        "\ud800",
      ),
      { maxLength: 8 },
    )
    .map((pieces) => pieces.join("")),
);
const mostlyFine = fc.oneof({ weight: 4, arbitrary: fc.constant("Fine {{first_name}}") }, hostileText);
const expectedFields = fields(render().raw).map(([name]) => name);

test("property: no contact data adds a header, part or recipient", { tag: "@OC16" }, async () => {
  const compiled = compileMessage({
    ...source,
    subject: "A {{first_name}} b {{last_name|x}}",
    text: "{{first_name}}{{name}}\n{{last_name}}.",
    html: '<p title="{{first_name}}">{{name}}</p><a href="https://x.example/{{last_name}}">{{email}}</a>',
  });
  await fc.assert(
    fc.asyncProperty(hostileText, hostileText, hostileText, async (name, first, last) => {
      const { raw, envelope } = renderMessage(compiled, {
        ...input,
        to: { name, address: "grace@reader.example" },
        merge: { first_name: first, last_name: last },
      });
      wellFormed(raw);
      expect(fields(raw).map(([field]) => field)).toEqual(expectedFields);
      expect(envelope).toEqual({ from: "news@sender.example", to: "grace@reader.example" });
      const mail = await parsed(raw);
      expect([mail.to].flat().flatMap((list) => list?.value.map((to) => to.address))).toEqual([
        "grace@reader.example",
      ]);
      expect(mail.cc ?? mail.bcc).toBeUndefined();
      expect(mail.attachments.length).toBe(0);
      expect(mail.html).toContain("Ada &amp; Sons Ltd");
      expect(mail.text).toContain("Unsubscribe: https://mail.sender.example/u/abcDEF123");
      expect(`${mail.subject}${mail.from?.text}`).not.toMatch(/[\r\n\0\u202a-\u202e]/);
    }),
    { numRuns: 200 },
  );
});

test("property: any author text is refused or composes safely with footer", async () => {
  await fc.assert(
    fc.asyncProperty(mostlyFine, hostileText, mostlyFine, mostlyFine, async (subject, text, html, name) => {
      let compiled: CompiledMessage;
      try {
        compiled = compileMessage({
          ...source,
          subject,
          text,
          html,
          from: { name, address: source.from.address },
          postalAddress: `x${text}`,
          reason: html,
        });
      } catch (error) {
        expect(String(error)).toContain("message not fit to send");
        return;
      }
      const { raw } = renderMessage(compiled, input);
      wellFormed(raw);
      expect(fields(raw).map(([field]) => field)).toEqual(expectedFields);
      const mail = await parsed(raw);
      expect(mail.html).toContain("Ada &amp; Sons Ltd");
      expect(mail.text).toContain("Unsubscribe: https://mail.sender.example/u/abcDEF123");
    }),
    { numRuns: 200 },
  );
});

test("lint names each fault beside its field", () => {
  const codes = (of: Partial<MessageSource>) =>
    lintMessage({ ...source, ...of }).map((found) => `${found.level} ${found.field} ${found.code}`);
  expect(codes({})).toEqual([]);
  expect(codes({ subject: " " })).toEqual(["error subject subject-empty"]);
  expect(codes({ subject: "a\r\nBcc: x" })).toEqual(["error subject subject-text"]);
  expect(codes({ subject: "Re: our talk" })).toEqual(["error subject subject-reply"]);
  expect(codes({ subject: "FWD : offer" })).toEqual(["error subject subject-reply"]);
  expect(codes({ subject: "Regarding your order" })).toEqual([]);
  expect(codes({ from: { name: "a\u202eb", address: "x" } })).toEqual([
    "error fromName sender",
    "error fromAddress sender",
  ]);
  expect(codes({ postalAddress: " " })).toEqual(["error postalAddress postal-address"]);
  expect(codes({ text: "", html: "" })).toEqual(["error text content-empty"]);
  expect(codes({ text: "{{nickname}} {{first_name}}" })).toEqual(["error text unknown-field"]);
  expect(codes({ text: "{{nickname}}", mergeFields: ["nickname"] })).toEqual([]);
  expect(codes({ text: "{{first name}}" })).toEqual(["warning text broken-field"]);
  expect(codes({ html: '<a href="javascript:x">x</a>' })).toEqual(["error html link"]);
  expect(codes({ html: '<a href="/relative">x</a>' })).toEqual(["error html link"]);
  expect(codes({ html: '<a href="{{first_name}}">x</a>' })).toEqual(["error html link"]);
  expect(codes({ html: '<a href="mailto:a@b.example">x</a><a href="{{unsubscribe_url}}">y</a>' })).toEqual(
    [],
  );
  expect(codes({ html: "<script>1</script><p onclick=x>" })).toEqual(["warning html removed"]);
  expect(codes({ html: '<img src="https://x.example/a.png">' })).toEqual(["warning html image-alt"]);
  expect(codes({ html: `<p>${"x".repeat(110_000)}</p>` })).toEqual(["warning html size"]);
  expect(codes({ html: `<p>${"x".repeat(1_100_000)}</p>` })).toEqual(["error html size"]);
});

test("Gmail's clip is measured composed, and the way out stays", { tag: "@OC10" }, async () => {
  const words = `Paragraph ${"word ".repeat(130)}\n\n`;
  const sizes = (text: string) => lintMessage({ ...source, text }).filter(({ code }) => code === "size");
  expect(sizes(words.repeat(100))).toEqual([]);
  expect(sizes(words.repeat(170))).toMatchObject([
    { level: "warning", field: "text", message: expect.stringContaining("102 kB") },
  ]);
  const short = await parsed(render({ text: words.repeat(100) }).raw);
  expect(short.html.match(/>Unsubscribe</g)).toHaveLength(1);
  for (const of of [
    { text: words.repeat(170) },
    { text: undefined, html: `<html><body bgcolor="#fff"><p>${words.repeat(170)}` },
  ]) {
    const { html } = await parsed(render(of).raw);
    expect(html.match(/>Unsubscribe</g)).toHaveLength(2);
    expect(html.indexOf(">Unsubscribe<")).toBeLessThan(5000);
  }
});

test("merge values are percent-encoded in the addresses of both parts", async () => {
  const text =
    "[go](https://x.example/?e={{first_name|first tag}}&n={{name}}&x=1) https://x.example/{{first_name|no one}}?f={{email}} Hi {{first_name}}";
  const mail = await parsed(render({ text }, { merge: { first_name: "Plus & (Amp)", name: "a=b#c" } }).raw);
  expect(mail.text).toContain("go: https://x.example/?e=Plus%20%26%20%28Amp%29&n=a%3Db%23c&x=1");
  expect(mail.text).toContain(
    "https://x.example/Plus%20%26%20%28Amp%29?f=grace%40reader.example Hi Plus & (Amp)",
  );
  expect(mail.html).toContain('href="https://x.example/?e=Plus%20%26%20(Amp)&amp;n=a%3Db%23c&amp;x=1"');
  const none = await parsed(render({ text }, { merge: {} }).raw);
  expect(none.text).toContain("?e=first%20tag&n=Grace%20Hopper&x=1");
  expect(none.text).toContain("https://x.example/no%20one?f=");
});

test("no encoded line begins with a dot or with From", () => {
  for (let length = 60; length < 90; length++)
    for (const tail of [".png", "From here", "..", ".From"]) {
      const lines = quotedPrintablePiece("x".repeat(length) + tail).split("\r\n");
      for (const line of lines) {
        expect(line).not.toMatch(/^(?:\.|From )/);
        expect(line.length).toBeLessThanOrEqual(76);
      }
    }
});

test("property: any header is folded at 76 and reads back", async () => {
  const word = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."abcXYZ019.,;:!?'\"()@<>[]\\=_-"), minLength: 1, maxLength: 90 }),
    fc.string({ unit: fc.constantFrom(..."äöü日本語🎉é"), minLength: 1, maxLength: 30 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 12 }), async (words) => {
      const subject = [...words.join(" ")].slice(0, 90).join("").trim();
      fc.pre(subject !== "");
      const raw = `${textField("Subject", subject)}\r\n${addressField("From", { name: subject, address: "a@b.example" })}\r\n\r\n`;
      for (const line of raw.split("\r\n")) expect(line.length, line).toBeLessThanOrEqual(76);
      const mail = await simpleParser(raw);
      expect(mail.subject).toBe(subject);
      expect(mail.from?.value).toMatchObject([{ name: subject, address: "a@b.example" }]);
    }),
    { numRuns: 300 },
  );
});

test("a copy costs little once the message is compiled", () => {
  const html = `<p>Dear {{first_name|reader}},</p>${"<p>Some <b>ordinary</b> paragraph of a newsletter, about so long.</p>\n".repeat(130)}`;
  const compiled = compileMessage({ ...source, html });
  const hundred = () => {
    for (let i = 0; i < 100; i += 1) renderMessage(compiled, input);
  };
  for (let warm = 0; warm < 5; warm++) hundred();
  expect(workOf(hundred, 60)).toBeLessThanOrEqual(60);
});
