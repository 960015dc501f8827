import { buffer, text as readAll } from "node:stream/consumers";
import { expect, test } from "@playwright/test";
import { extractText, getDocumentProxy } from "unpdf";
import { asOwner, makeContacts, makeMember, makeNewsletter } from "#testing/factories.ts";
import { handOver } from "./hand-over.ts";
import { personPdf } from "./person-pdf.ts";

type File = Parameters<typeof personPdf>[0];

const nobody: File = {
  controller: { name: "Harbour", sender: "The Harbour", postalAddress: "1 Quay, Oslo" },
  person: { email: "ada@example.com" },
  subscriptions: [],
  consents: [],
  suppressions: [],
  messages: [],
  linkOpenings: [],
  signups: [],
  reasons: [],
  importedRows: [],
  requests: [],
  log: [],
};

async function textOf(file: File) {
  const bytes = await buffer(personPdf(file, "2026-11-30T12:00:00.000Z"));
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const { text, totalPages } = await extractText(pdf, { mergePages: true });
  return { text: text.replaceAll(/\s+/g, " "), pages: totalPages, bytes };
}

test("a handed-over PDF tells everything known of a person", { tag: "@GD4" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId, "Žalgiris naujienlaiškis");
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  await asOwner(
    (sql) =>
      sql`update contacts set first_name = 'Zoë', last_name = 'Åström-Nguyễn', country = 'SE' where id = ${contact?.id ?? ""}`,
  );
  const file = await handOver(actor, { contactId: contact?.id ?? "", format: "pdf" });
  const { text } = await textOf(file);
  for (const said of [
    contact?.email ?? "",
    "Zoë",
    "Åström-Nguyễn",
    "Žalgiris naujienlaiškis",
    "express",
    "I want this newsletter.",
    "GDPR Art. 15",
  ])
    expect(text.replaceAll(" ", "")).toContain(said.replaceAll(" ", ""));
});

test("a PDF holds names of every script, to be read back", async () => {
  const names = [
    "Łukasz Żółć",
    "Ђорђе Ёлкин",
    "Ελένη Ώρα",
    "Nguyễn Thị Ngọc",
    "日本語の名前",
    "김민수",
    "สมชาย",
    "አበበ",
    "आदित्य",
  ];
  const { text } = await textOf({
    ...nobody,
    person: { email: "ada@example.com", lastName: names.join(" / ") },
  });
  const bare = (words: string) => words.normalize("NFC").replaceAll(/\s/g, "");
  // A vowel that is drawn before its letter is read back before it.
  const [aditya = "", ...others] = names.toReversed();
  for (const name of others) expect(bare(text), name).toContain(bare(name));
  for (const letter of bare(aditya)) expect(text).toContain(letter);
});

test("Arabic and Hebrew run leftwards beside other words", async () => {
  const { text } = await textOf({
    ...nobody,
    person: { email: "ada@example.com", firstName: "محمد", lastName: "שלום עולם 123 abc" },
  });
  const bare = text.normalize("NFKC");
  const letters = (words: string) => [...words].filter((letter) => /\p{L}|\d/u.test(letter)).sort();
  const shown = new Set([...bare]);
  for (const letter of letters("محمد שלום עולם 123 abc")) expect(shown, letter).toContain(letter);
});

test("what no typeface has is written by its number", async () => {
  const { text } = await textOf({ ...nobody, person: { email: "a@b.c", firstName: "Ada 🦄\u0007\u0000!" } });
  expect(text.replaceAll(" ", "")).toContain("Ada[U+1F984]!");
});

test("a long file is written page by page while it is read", async () => {
  const messages = Array.from({ length: 800 }, (_, n) => ({
    campaign: `Letter ${n}`,
    subject: `${"wide".repeat(60)} ${n}`,
    state: "sent",
  }));
  const stream = personPdf({ ...nobody, messages }, "2026-11-30T12:00:00.000Z");
  let most = 0;
  let bytes = 0;
  for await (const piece of stream) {
    bytes += (piece as Buffer).length;
    most = Math.max(most, stream.readableLength);
    await new Promise(setImmediate);
  }
  expect(bytes).toBeGreaterThan(100_000);
  expect(most).toBeLessThan(1_500_000);

  const abandoned = personPdf({ ...nobody, messages }, "2026-11-30T12:00:00.000Z");
  abandoned.once("data", () => abandoned.destroy());
  await new Promise((resolve) => abandoned.once("close", resolve));
  await expect(readAll(abandoned)).rejects.toThrow();
});

test("a megabyte of blanks in a value makes few pages", async () => {
  const blanks = " ".repeat(1_000_000);
  const { pages } = await textOf({
    ...nobody,
    person: { email: "a@b.c", firstName: blanks, lastName: `a${blanks}b`, note: "é́".repeat(100_000) },
  });
  expect(pages).toBeLessThan(40);
});
