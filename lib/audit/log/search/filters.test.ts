import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { events } from "#lib/audit/log/vocabulary.ts";
import { auditFilters, isWithin } from "./filters.ts";

const read = (given: Record<string, string>) => auditFilters.parse(given);
const errorsOf = (given: Record<string, string>) =>
  auditFilters.safeParse(given).error?.issues.map(({ path, message }) => `${path}: ${message}`) ?? [];

test("an event is chosen by name or kind, and blanks are ignored", () => {
  expect(read({ type: "passkey.add" }).type).toEqual(["passkey.add"]);
  expect(read({ type: "passkeys" }).type).toContain("passkey.remove");
  expect(read({ type: "", from: "", to: "", person: "", result: "", address: "", q: "" })).toEqual({});
  expect(read({})).toEqual({});
});

test("the search takes ids, addresses, references and event words", () => {
  const id = "01A216D2-0856-754e-86f7-4e7a13d305ab";
  expect(read({ q: ` ${id} ` }).q).toEqual({ kind: "id", id: id.toLowerCase() });
  expect(read({ q: "Ada@Example.com" }).q).toEqual({ kind: "email", email: "ada@example.com" });
  expect(read({ q: "Mara" }).q).toEqual({ kind: "words", text: "Mara", actions: [] });
  expect(read({ q: "passkey remove" }).q).toEqual({
    kind: "words",
    text: "passkey remove",
    actions: ["passkey.remove"],
  });
  expect(read({ q: "email_account.connect" }).q).toEqual({
    kind: "words",
    text: "email_account.connect",
    actions: ["email_account.connect"],
  });
});

test("an address is an IP, a range or an email address", () => {
  expect(read({ address: "203.0.113.7" }).address).toEqual({
    kind: "network",
    first: "203.0.113.7",
    bits: 32,
  });
  expect(read({ address: "::ffff:203.0.113.7" }).address).toMatchObject({ first: "203.0.113.7", bits: 32 });
  expect(read({ address: "2001:DB8::1/64" }).address).toMatchObject({ first: "2001:db8::1", bits: 64 });
  expect(read({ address: "ada@example.com" }).address).toEqual({ kind: "email", email: "ada@example.com" });
  const range = { kind: "network", first: "203.0.113.0", bits: 24 } as const;
  expect(["203.0.113.255", "::ffff:203.0.113.9"].map((ip) => isWithin(ip, range))).toEqual([true, true]);
  expect(["203.0.114.0", "2001:db8::1", "nowhere", ""].some((ip) => isWithin(ip, range))).toBe(false);
});

test("what is wrong is said beside its field", () => {
  expect(errorsOf({ from: "2026-02-29" })).toEqual([
    "from: The first day as year, month and day: 2026-11-26.",
  ]);
  expect(errorsOf({ from: "2026-03-02", to: "2026-03-01" })).toEqual([
    "to: The last day comes before the first.",
  ]);
  expect(errorsOf({ type: "constructor", result: "__proto__", person: "me" })).toEqual([
    "type: Choose a kind of event from the list.",
    "person: Choose somebody from the list.",
    "result: Choose a result from the list.",
  ]);
  for (const address of ["10.1", "0x7f.1", "203.0.113.0/33", "a@", "203.0.113.7/"])
    expect(errorsOf({ address }), address).toHaveLength(1);
  expect(errorsOf({ q: "%%" }), "any text is a search").toEqual([]);
});

test("whatever is typed is read or refused, and never throws", { tag: "@V1.2.1" }, () => {
  const text = fc.string({ unit: "binary", maxLength: 320 });
  fc.assert(
    fc.property(
      fc.record({ type: text, from: text, to: text, person: text, address: text, q: text }),
      (given) => {
        const { success, data } = auditFilters.safeParse(given);
        if (success && data.type) for (const action of data.type) expect(events).toHaveProperty([action]);
      },
    ),
    { numRuns: 500 },
  );
});
