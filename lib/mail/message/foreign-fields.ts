/** What other products call our fields, without blanks, signs and what stands before a dot. */
const names: Record<string, string[]> = {
  first_name: [
    "firstname",
    "fname",
    "first",
    "firstnamefix",
    "givenname",
    "forename",
    "vorname",
    "prenom",
  ].concat(["prénom", "nombre", "nome", "imie", "imię", "voornaam", "förnamn", "fornavn"]),
  last_name: [
    "lastname",
    "lname",
    "last",
    "surname",
    "familyname",
    "nachname",
    "apellido",
    "apellidos",
  ].concat(["cognome", "sobrenome", "nazwisko", "achternaam", "efternamn", "etternavn"]),
  name: ["name", "fullname", "contactname", "subscribername", "recipientname", "yourname"],
  email: [
    "email",
    "emailaddress",
    "emailaddr",
    "mail",
    "mailaddress",
    "subscriberemail",
    "toemail",
    "correo",
  ],
  unsubscribe_url: ["unsub", "unsubscribe", "unsubscribeurl", "unsubscribelink", "unsubscribelinkurl"].concat(
    [
      "subscriptionunsubscribe",
      "subscriptionunsubscribeurl",
      "unsuburl",
      "unsublink",
      "optout",
      "optouturl",
      "optoutlink",
      "asmgroupunsubscriberawurl",
    ],
  ),
  postal_address: [
    "postaladdress",
    "listaddress",
    "listaddresshtml",
    "companyaddress",
    "senderaddress",
  ].concat(["accountaddress", "organizationfulladdress", "physicaladdress"]),
  sender_name: ["sendername", "listcompany", "companyname", "organizationname", "sitename", "fromname"],
};

/** What other products offer and our messages have no field for. */
const withoutField = new Set(
  "company phone city country zip birthday address archive webversion viewinbrowser mcsubject updateprofile preferences preferencesurl currentyear currentmonthname date coupon couponcode".split(
    " ",
  ),
);

const fieldOf = new Map(Object.entries(names).flatMap(([field, all]) => all.map((name) => [name, field])));

/** Returns our field for the name of another product's, such as `first_name` for FNAME, contact.FirstName and "First Name"; null for none. */
export function ownField(typed: string): string | null {
  const whole = letters(typed);
  // What stands before a dot or colon names the table: contact.first_name, var:firstname, contactfield=first_name.
  const last = letters(typed.split(/[.:=>$#]/).at(-1) ?? "");
  return fieldOf.get(whole) ?? fieldOf.get(last) ?? fieldOf.get(whole.replace(tables, "")) ?? null;
}

/** Whether a name is what mail tools call a field of a person or a message. */
export function isFieldName(typed: string): boolean {
  return ownField(typed) !== null || withoutField.has(letters(typed.split(/[.:=>$#]/).at(-1) ?? ""));
}

/** Returns the known field that a name misspells by one or two letters, or null. */
export function nearestField(typed: string, known: Iterable<string>): string | null {
  if (typed.length < 4 || typed.length > 30) return null;
  for (const most of [1, 2])
    for (const field of known) if (distance(typed.toLowerCase(), field) <= most) return field;
  return null;
}

const tables = /^(?:contact|recipient|subscriber|customer|member|person|user|lead|merge)/;

const letters = (typed: string) => typed.toLowerCase().replace(/[^\p{L}]/gu, "");

/** Counts the letters to change, add or drop; neighbours that were swapped count once. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + cost,
        swapped ? (before[j - 2] ?? 0) + 1 : 99,
      );
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 99;
}
