import { expect, test } from "@playwright/test";
import { deviceName } from "#lib/account/devices/device-name.ts";
import { cutTo, hostileTexts, workOf } from "#testing/hostile-text.ts";
import { readFlash } from "./flash-value.ts";
import { formInput, longestShown, tooManyFields, typedValues } from "./form-input.ts";
import { passingOn, safeNext } from "./safe-next.ts";

function formOf(count: number, nameOf: (at: number) => string): FormData {
  const data = new FormData();
  for (let at = 0; at < count; at++) data.append(nameOf(at), "");
  return data;
}

test("a form of 100 names and 200 entries is the largest", () => {
  expect(tooManyFields(formOf(100, String))).toBe(false);
  expect(tooManyFields(formOf(101, String))).toBe(true);
  expect(tooManyFields(formOf(200, () => "a"))).toBe(false);
  expect(tooManyFields(formOf(201, () => "a"))).toBe(true);
  expect(tooManyFields(formOf(250, String), { names: 250, entries: 250 })).toBe(false);
});

test("a form of 14,000 fields is refused without being walked", () => {
  for (const data of [formOf(14_000, (at) => `f${at}`), formOf(14_000, () => "f")]) {
    expect(workOf(() => tooManyFields(data), 5)).toBeLessThanOrEqual(5);
    expect(workOf(() => formInput(data), 100)).toBeLessThanOrEqual(100);
    expect(workOf(() => typedValues(data), 100)).toBeLessThanOrEqual(100);
  }
});

test("a value longer than a form shows is not sent back", () => {
  const data = new FormData();
  data.append("email", "ada@example.com");
  data.append("token", '"'.repeat(longestShown.visitor + 1));
  expect(typedValues(data, longestShown.visitor)).toEqual({ email: "ada@example.com" });
  expect(Object.keys(typedValues(data))).toEqual(["email", "token"]);
});

test("no field of a form reaches the prototype", () => {
  const data = new FormData();
  for (const name of ["__proto__", "constructor", "toString"]) data.append(name, "x");
  const input = formInput(data);
  expect(Object.entries(input)).toEqual([
    ["constructor", "x"],
    ["toString", "x"],
  ]);
  expect(Object.getPrototypeOf(input)).toBe(Object.prototype);
});

/** What a header, a cookie or an address of a request reaches. */
const readers: [name: string, longest: number, read: (text: string) => unknown][] = [
  ["safeNext", 1_000_000, (text) => safeNext(`/${text}`)],
  ["passingOn", 2000, (text) => passingOn("/two-factor", `/${text}`)],
  ["deviceName", 16_384, deviceName],
  ["readFlash", 1_000_000, readFlash],
];

for (const [name, longest, read] of readers)
  test(`${name} reads ${longest.toLocaleString("en")} hostile characters in 50 ms`, () => {
    const slow: string[] = [];
    for (const [kind, text] of Object.entries(hostileTexts)) {
      const took = workOf(() => read(cutTo(text, longest)), 50);
      if (took > 50) slow.push(`${kind}: ${Math.round(took)} ms`);
    }
    expect(slow).toEqual([]);
  });
