import { expect, test } from "@playwright/test";
import { ImportRefused } from "./import-refused.ts";
import { previewContacts } from "./preview.ts";
import { readContacts } from "./read.ts";

/** What becomes of each address: "in", "in as <name>", "suppressed: <reason>", "out: <code>". */
type Fates = Record<string, string>;
type Kind = {
  title: string;
  file: string | Buffer;
  fates?: Fates;
  refused?: string;
  notes?: RegExp;
  encoding?: string;
};

const latin = (text: string) => Buffer.from(text, "latin1");

/** Files as tools, spreadsheets and people make them. */
const kinds: Kind[] = [
  {
    title: "a newsletter tool's flags",
    file: "email,active_subscription,email_disabled\nfree@example.com,false,false\noff@example.com,false,true\n",
    fates: { "free@example.com": "in", "off@example.com": "suppressed: unsubscribed" },
  },
  {
    title: "a CRM's opt-out and bounce reason",
    file: "First Name,Email,Lead Status,Marketing contact status,Unsubscribed from all email,Email hard bounce reason\nH,h@example.com,,Marketing contact,,\nO,o@example.com,Open,Marketing contact,true,\nB,b@example.com,,Non-marketing contact,,UNKNOWN_USER\n",
    fates: {
      "h@example.com": "in as H",
      "o@example.com": "suppressed: unsubscribed",
      "b@example.com": "suppressed: bounced",
    },
  },
  {
    title: "a mail service's blacklist",
    file: "CONTACT ID;EMAIL;DOUBLE_OPT-IN;OPT_IN;EMAIL_BLACKLISTED;SMS_BLACKLISTED\r\n1;a@example.com;No;Yes;No;Yes\r\n2;b@example.com;Yes;Yes;Yes;No\r\n",
    fates: { "a@example.com": "in", "b@example.com": "suppressed: unsubscribed" },
  },
  {
    title: "a shop's consent",
    file: "Customer ID,Email,Accepts Email Marketing,Default Address Country Code,Accepts SMS Marketing\n'1,yes@example.com,yes,DE,no\n'2,no@example.com,no,CA,no\n",
    fates: { "yes@example.com": "in", "no@example.com": "out: never_accepted" },
  },
  {
    title: "a blog's members",
    file: "id,email,name,subscribed_to_emails,deleted_at\n1,a@example.com,Ann,true,\n2,b@example.com,Ben,false,\n3,c@example.com,Cy,true,2024-01-01\n",
    fates: {
      "a@example.com": "in as Ann",
      "b@example.com": "suppressed: unsubscribed",
      "c@example.com": "suppressed: unsubscribed",
    },
  },
  {
    title: "numbers of states",
    file: "EMAIL,STATUS\na@example.com,1\nb@example.com,2\nc@example.com,3\nd@example.com,4\ne@example.com,0\n",
    fates: {
      "a@example.com": "in",
      "b@example.com": "suppressed: unsubscribed",
      "c@example.com": "suppressed: bounced",
      "d@example.com": "suppressed: complained",
      "e@example.com": "out: never_accepted",
    },
  },
  {
    title: "states in German",
    file: latin(
      "E-Mail;Vorname;Status;Abgemeldet am\na@example.com;J\xfcrgen;aktiv;\nb@example.com;B\xe4rbel;abgemeldet;01.02.2024\nc@example.com;K\xe4the;unbest\xe4tigt;\n",
    ),
    fates: {
      "a@example.com": "in as Jürgen",
      "b@example.com": "suppressed: unsubscribed",
      "c@example.com": "out: never_accepted",
    },
  },
  {
    title: "a person twice, who left in between",
    file: "email,status\na@example.com,active\na@example.com,unsubscribed\nb@example.com,unsubscribed\nb@example.com,active\n",
    fates: {
      "a@example.com": "in, suppressed: unsubscribed",
      "b@example.com": "suppressed: unsubscribed, out: duplicate",
    },
  },
  {
    title: "people below who get nothing, found by the word alone",
    file: "a@example.com,Ann,confirmed\nb@example.com,Ben,unsubscribed\n",
    fates: { "a@example.com": "in", "b@example.com": "suppressed: unsubscribed" },
  },
  {
    title: "title lines and a total",
    file: "Readers of the letter\nExported 12 May 2026\n\nEmail;First name;Last name\na@example.com;Ann;A\nb@example.com;Ben;B\n\nTotal: 2 people\n",
    fates: { "a@example.com": "in as Ann A", "b@example.com": "in as Ben B", "": "out: address_at_sign" },
  },
  {
    title: "several addresses in a cell",
    file: "name,email\nTwo,a@example.com ::: b@example.com\nThree,c@example.com; d@example.com\n",
    fates: { "a@example.com": "in as Two", "c@example.com": "in as Three" },
  },
  {
    title: "addresses as mail programs write them",
    file: `Contact\n"Lovelace, Ada" <a@example.com>\nmailto:b@example.com?subject=x\n'c@example.com'\nd@example.com (Dora)\n<e@example.com>\nf@example.com.\n`,
    fates: {
      "a@example.com": "in as Lovelace, Ada",
      "b@example.com": "in",
      "c@example.com": "in",
      "d@example.com": "in as Dora",
      "e@example.com": "in",
      "f@example.com": "in",
    },
  },
  {
    title: "a list on one line",
    file: "a@example.com, Ben <b@example.com>; c@example.com",
    fates: { "a@example.com": "in", "b@example.com": "in as Ben", "c@example.com": "in" },
  },
  {
    title: "a long list on one line",
    file: Array.from({ length: 700 }, (_, n) => `r${n}@example.com`).join(";"),
    fates: Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`r${n}@example.com`, "in"])),
  },
  {
    title: "errors of a spreadsheet",
    file: "Email;Name;Consent date;Country\na@example.com;#NAME?;#WERT!;#NV\nb@example.com;#¿NOMBRE?;45123;DE\n",
    fates: { "a@example.com": "in", "b@example.com": "in" },
  },
  {
    title: "two columns of names",
    file: "Email,Name,Name\na@example.com,,Ann\nb@example.com,,Ben\n",
    fates: { "a@example.com": "in as Ann", "b@example.com": "in as Ben" },
  },
  {
    title: "more columns than are read",
    file: `email,first name,${Array.from({ length: 260 }, (_, n) => `c${n}`)}\na@example.com,Ann,${Array.from({ length: 260 }, () => "x")}\n`,
    fates: { "a@example.com": "in as Ann" },
    notes: /262 columns/,
  },
  {
    title: "a stray NUL",
    file: "email,name\na@example.com,Ann\nb@example.com,B\0n\nc@example.com,Cy\n",
    fates: {
      "a@example.com": "in as Ann",
      "c@example.com": "in as Cy",
      "b@example.com,B n": "out: unreadable",
    },
  },
  {
    title: "one older row among UTF-8",
    file: Buffer.concat([
      Buffer.from("email,name\na@example.com,Zoë\nb@example.com,Łukasz\n"),
      latin("c@example.com,Jos\xe9\n"),
      Buffer.from("d@example.com,Žofie\n"),
    ]),
    fates: {
      "a@example.com": "in as Zoë",
      "b@example.com": "in as Łukasz",
      "c@example.com": "in as José",
      "d@example.com": "in as Žofie",
    },
    notes: /Most of the file is UTF-8/,
    encoding: "utf-8",
  },
  {
    title: "Central European text",
    file: Buffer.concat([
      Buffer.from("email,name\na@example.com,"),
      Buffer.from([0xa3, 0x75, 0x6b, 0x61, 0x73, 0x7a]),
      Buffer.from(" "),
      Buffer.from([0xaf, 0xf3, 0xb3, 0xe6]),
      Buffer.from("\n"),
    ]),
    fates: { "a@example.com": "in as Łukasz Żółć" },
    encoding: "windows-1250",
  },
  {
    title: "Russian text in KOI8-R",
    file: Buffer.concat([
      Buffer.from("email,name\na@example.com,"),
      Buffer.from([0xf3, 0xc5, 0xd2, 0xc7, 0xc5, 0xca]),
      Buffer.from("\n"),
    ]),
    fates: { "a@example.com": "in as Сергей" },
    encoding: "koi8-r",
  },
  {
    title: "Russian text in Windows-1251",
    file: Buffer.concat([
      Buffer.from("email,name\na@example.com,"),
      Buffer.from([0xd1, 0xe5, 0xf0, 0xe3, 0xe5, 0xe9]),
      Buffer.from("\n"),
    ]),
    fates: { "a@example.com": "in as Сергей" },
    encoding: "windows-1251",
  },
  {
    title: "a quote that never closes",
    file: 'name,email\n"Ann","a@example.com"\n"Ben,"b@example.com"\n"Cy","c@example.com"\n"Dan","d@example.com"\n',
    fates: { "a@example.com": "in as Ann", "d@example.com": "in as Dan" },
  },
  { title: "one value of JSON", file: '[{"email":"a@example.com"}]', refused: "json" },
  {
    title: "an object over many lines",
    file: '{\n  "contacts": [\n    {"email": "a@example.com"}\n  ]\n}\n',
    refused: "json",
  },
  {
    title: "lines of JSON with states",
    file: '{"email":"a@example.com","unsubscribed":true}\n{"email":"b@example.com","status":"bounced"}\n{"email":"c@example.com"}\n',
    fates: {
      "a@example.com": "suppressed: unsubscribed",
      "b@example.com": "suppressed: bounced",
      "c@example.com": "in",
    },
  },
];

for (const { title, file, fates, refused, notes, encoding } of kinds)
  test(`${title} becomes what its people would expect`, async () => {
    const bytes = Buffer.from(file);
    const found = await fatesOf(bytes).catch((error) => {
      if (error instanceof ImportRefused) return error.code;
      throw error;
    });
    if (refused) return expect(found).toBe(refused);
    if (typeof found === "string") throw new Error(`The file is refused: ${found}`);
    for (const [address, fate] of Object.entries(fates ?? {}))
      expect([address, found.fates[address]]).toEqual([address, fate]);
    if (notes) expect(found.notes).toMatch(notes);
    if (encoding) expect(found.encoding).toBe(encoding);
  });

async function fatesOf(bytes: Buffer) {
  const source = async function* () {
    yield bytes;
  };
  const preview = await previewContacts(source());
  const { mapping, hasHeader, delimiter, format, encoding } = preview;
  const fates: Fates = {};
  const note = (address: string, fate: string) => {
    fates[address] = fates[address] ? `${fates[address]}, ${fate}` : fate;
  };
  for await (const batch of readContacts(source(), {
    mapping,
    hasHeader,
    format,
    ...(delimiter && { delimiter }),
  })) {
    for (const { email, name, firstName, lastName } of batch.accepted) {
      const called = [name, firstName, lastName].filter(Boolean).join(" ");
      note(email, called ? `in as ${called}` : "in");
    }
    for (const { email, reason } of batch.stopped) note(email, `suppressed: ${reason}`);
    for (const { value, reasonCode } of batch.refused)
      if (reasonCode !== "more_addresses") note(value.replace(/^Total: 2 people$/, ""), `out: ${reasonCode}`);
  }
  return { fates, notes: preview.notes.map(({ message }) => message).join(" "), encoding };
}
