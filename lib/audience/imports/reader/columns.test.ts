import { expect, test } from "@playwright/test";
import { countryCode } from "#lib/audience/contacts/country.ts";
import { checkMapping, mappingInput, suggestColumns } from "./columns.ts";
import { tellDialect } from "./dialect.ts";

const headers: [string, Record<string, number>][] = [
  ["email", { email: 0 }],
  [
    "Email Address,First Name,Last Name,Country,TAGS",
    { email: 0, firstName: 1, lastName: 2, country: 3, tags: 4 },
  ],
  ["First Name,Last Name,E-mail 1 - Value", { firstName: 0, lastName: 1, email: 2 }],
  ["Vorname,Name,E-Mail-Adresse,Land", { firstName: 0, lastName: 1, email: 2, country: 3 }],
  ["NOM,PRÉNOM,Adresse e-mail,Pays", { lastName: 0, firstName: 1, email: 2, country: 3 }],
  ["Nom,Courriel", { name: 0, email: 1 }],
  ["Nombre,Apellidos,Correo electrónico,País", { firstName: 0, lastName: 1, email: 2, country: 3 }],
  ["Nome,Cognome,Indirizzo e-mail", { firstName: 0, lastName: 1, email: 2 }],
  ["Voornaam,Achternaam,E-mailadres", { firstName: 0, lastName: 1, email: 2 }],
  ["Imię,Nazwisko,Adres e-mail", { firstName: 0, lastName: 1, email: 2 }],
  ["Förnamn,Efternamn,E-postadress", { firstName: 0, lastName: 1, email: 2 }],
  ["Имя,Фамилия,Электронная почта,Страна", { firstName: 0, lastName: 1, email: 2, country: 3 }],
  ["氏名,メールアドレス,国", { name: 0, email: 1, country: 2 }],
  ["id,Full name,Email opt-in,EMAIL", { name: 1, email: 3 }],
  ["email,consent date,consent source", { email: 0, consentedAt: 1, consentSource: 2 }],
  [
    "E-Mail,Datum der Einwilligung,Quelle der Einwilligung,IP-Adresse der Anmeldung",
    { email: 0, consentedAt: 1, consentSource: 2, consentIp: 3 },
  ],
  ["E-Mail,Bestätigt am", { email: 0, consentedAt: 1 }],
  // Mailchimp
  [
    "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,NOTES,TAGS",
    {
      email: 0,
      firstName: 1,
      lastName: 2,
      consentedAt: 4,
      consentIp: 5,
      confirmedAt: 6,
      confirmIp: 7,
      tags: 9,
    },
  ],
  // MailerLite
  [
    "Email,Name,Signup timestamp,Signup IP,Confirmation timestamp,Confirmation IP,Groups",
    { email: 0, name: 1, consentedAt: 2, consentIp: 3, confirmedAt: 4, confirmIp: 5, tags: 6 },
  ],
  // ActiveCampaign, Kit, Klaviyo, HubSpot
  [
    "Email,First Name,Last Name,Date Created,IP Address,Tags",
    { email: 0, firstName: 1, lastName: 2, consentedAt: 3, consentIp: 4, tags: 5 },
  ],
  ["first_name,email,created_at,tags", { firstName: 0, email: 1, consentedAt: 2, tags: 3 }],
  ["Email,First Name,Email Marketing Consent Timestamp", { email: 0, firstName: 1, consentedAt: 2 }],
  [
    "Record ID,First Name,Last Name,Email,Create Date",
    { firstName: 1, lastName: 2, email: 3, consentedAt: 4 },
  ],
  [
    "E-Mail,Anmeldedatum,Anmelde-IP,Bestätigungsdatum,Bestätigungs-IP,Schlagwörter",
    { email: 0, consentedAt: 1, consentIp: 2, confirmedAt: 3, confirmIp: 4, tags: 5 },
  ],
  [
    "Courriel,Date d'inscription,Date de confirmation,IP de confirmation,Étiquettes",
    { email: 0, consentedAt: 1, confirmedAt: 2, confirmIp: 3, tags: 4 },
  ],
];

for (const [header, mapping] of headers) {
  test(`the header "${header}" is understood`, () => {
    expect(suggestColumns([header.split(",")])).toMatchObject({ mapping, hasHeader: true });
    expect(Object.keys(suggestColumns([header.split(",")]).mapping).sort()).toEqual(
      Object.keys(mapping).sort(),
    );
  });
}

test("a first row with an address is no header", () => {
  const rows = [
    ["Ada", "ada@example.com", "x"],
    ["Bob", "bob@example.com", ""],
  ];
  expect(suggestColumns(rows)).toEqual({
    mapping: { email: 1 },
    unmapped: [
      { index: 0, header: "" },
      { index: 2, header: "" },
    ],
    hasHeader: false,
    offered: null,
  });
});

test("an unknown header is mapped by the values below it", () => {
  const rows = [
    ["nuqneH", "jabbI'ID"],
    ["Worf", "worf@example.com"],
  ];
  expect(suggestColumns(rows)).toMatchObject({ mapping: { email: 1 }, hasHeader: true });
});

test("of two columns named Email the one with addresses is taken", () => {
  const rows = [
    ["Email", "email", "Name"],
    ["yes", "ada@example.com", "Ada"],
  ];
  expect(suggestColumns(rows).mapping).toEqual({ email: 1, name: 2 });
});

test("a mapping is held against the file", () => {
  expect(() => checkMapping({ firstName: 0 }, 2)).toThrow(/Choose the column that holds them/);
  expect(() => checkMapping({ email: 2 }, 2)).toThrow(/among the 2 columns/);
  expect(() => checkMapping({ email: -1 }, 2)).toThrow(/among the 2 columns/);
  expect(() => checkMapping({ email: 0, name: 0 }, 2)).toThrow(/one field only/);
  expect(() => checkMapping({ email: 0, keep: { company: 1 } }, 2)).not.toThrow();
  const prototype = mappingInput.parse(JSON.parse('{"email":0,"keep":{"__proto__":1}}'));
  expect(Object.keys(prototype.keep ?? {})).toEqual([]);
  expect(mappingInput.safeParse({ email: 0, keep: { __x: 1 } }).success).toBe(false);
  expect(mappingInput.safeParse({ email: 0, sql: 1 }).success).toBe(false);
});

test("delimiters are told by agreement between the header and the rows", () => {
  const tell = (text: string) => tellDialect(text, true);
  expect(tell("email;name\na@x.test;Smith, John\n")).toMatchObject({ delimiter: ";", skip: 0, firstLine: 1 });
  expect(tell("email;score\na@x.test;1,5\nb@x.test;2,5\n").delimiter).toBe(";");
  expect(tell("email\tname\na@x.test\tA, B; C\n").delimiter).toBe("\t");
  expect(tell("email|name\na@x.test|x\n").delimiter).toBe("|");
  expect(tell('email,"a;b;c;d"\na@x.test,"x;y"\n').delimiter).toBe(",");
  expect(tell("email\na@x.test\n").delimiter).toBe(",");
  expect(tell('sep=;\r\n"a";b\r\n')).toEqual({ delimiter: ";", skip: 7, firstLine: 2 });
  expect(tell('"sep=\t"\na\tb').delimiter).toBe("\t");
});

test("countries are known by code and by name", () => {
  for (const text of ["DE", "de", "Germany", "Deutschland", "allemagne", "Alemania", "Německo", "ドイツ"]) {
    expect(countryCode(text)).toBe("DE");
  }
  expect(["UK", "USA", "Côte d’Ivoire", "The Netherlands", "XK"].map(countryCode)).toEqual([
    "GB",
    "US",
    "CI",
    "NL",
    "XK",
  ]);
  for (const text of ["", "ZZ", "EU", "XA", "SU", "Atlantis", "__proto__", "1"])
    expect(countryCode(text)).toBeNull();
});
