import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { AppError, conflict, invalid, notFound } from "#lib/core/errors.ts";
import { logged } from "#testing/logged.ts";
import { contentSecurityPolicy, newNonce } from "./csp.ts";
import { readFlash, writeFlash } from "./flash-value.ts";
import { formFailure } from "./form-failure.ts";
import { formInput, typedValues } from "./form-input.ts";
import { originOf } from "./origin.ts";
import { securityHeaders } from "./security-headers.ts";

const secret = "e".repeat(40);

function form(...entries: [string, string | Blob][]) {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  return data;
}

test("a form becomes an object with lists, without Next's fields", () => {
  const data = form(
    ["name", "Ada"],
    ["tag", "a"],
    ["tag", "b"],
    ["$ACTION_ID_1", ""],
    ["__proto__", "x"],
    ["constructor", "y"],
  );
  const input = formInput(data);
  expect(input).toEqual({ name: "Ada", tag: ["a", "b"], constructor: "y" });
  expect(Object.getPrototypeOf(input)).toBe(Object.prototype);
});

test("typed values return, without passwords, secrets or files", { tag: "@V14.2.1" }, () => {
  const data = form(
    ["email", "ada@example.com"],
    ["password", "hunter2"],
    ["newPassword", "hunter3"],
    ["passwordAgain", "hunter3"],
    ["secret", "s"],
    ["clientSecret", "s"],
    ["smtp_password", "p"],
    ["file", new Blob(["x"])],
  );
  expect(typedValues(data)).toEqual({ email: "ada@example.com" });
});

test("a refusal reaches the form in its own words", () => {
  const data = form(["name", "Ada"], ["password", "hunter2"]);
  expect(formFailure(invalid({ name: "Too long." }), data, {})).toEqual({
    status: "error",
    fields: { name: "Too long." },
    values: { name: "Ada" },
  });
  expect(formFailure(conflict("Sent already."), data, {})).toMatchObject({
    status: "error",
    message: "Sent already.",
  });
  expect(formFailure(notFound("key"), data, {})).toMatchObject({ message: "That key no longer exists." });
  expect(formFailure(new AppError("invalid", "Those two do not go together."), data, {}).message).toBe(
    "Those two do not go together.",
  );
});

test("several ticked boxes of a name return, and no secrets of one", () => {
  const ticked = form(["name", "Ada"], ["scopes", "a"], ["scopes", "b"], ["secret", "x"], ["secret", "y"]);
  const refused = { values: { name: "Ada" }, lists: { scopes: ["a", "b"] } };
  expect(formFailure(conflict("Taken."), ticked, {})).toMatchObject(refused);
  expect(JSON.stringify(formFailure(conflict("Taken."), ticked, {}))).not.toContain("secret");
});

test("our own fault reaches the form as a reference only", { tag: "@V16.5.1" }, async () => {
  let state = formFailure(conflict("Not yet."), form(), {});
  const lines = await logged(() => {
    state = formFailure(new Error("relation users: column password_hash"), form(["password", "hunter2"]), {});
  });
  expect(lines).toMatchObject([{ error: [{ message: "relation users: column password_hash" }] }]);
  expect(JSON.stringify(lines)).not.toContain("hunter2");
  expect(state.message).toMatch(/^Something went wrong on our side\. Reference [0-9a-f]{8}\.$/);
  expect(JSON.stringify(state)).not.toMatch(/password_hash|hunter2/);
});

test("a message survives its cookie; anything else is no message", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 200 });
  fc.assert(
    fc.property(text, (message) => {
      const value = writeFlash(message, "ok");
      expect(value).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(readFlash(value)).toEqual({ id: expect.any(String), message, tone: "ok" });
    }),
  );
  fc.assert(fc.property(fc.string(), (value) => expect(() => readFlash(value)).not.toThrow()));
  for (const value of [undefined, "", "e30", "W10", "x".repeat(5000)]) expect(readFlash(value)).toBeNull();
});

test("an address is believed from the edge alone", { tag: "@V4.1.3" }, () => {
  const forged = new Headers({
    "x-forwarded-for": "1.2.3.4",
    "x-real-ip": "1.2.3.4",
    "x-mailneo-ip": "1.2.3.4",
    "cf-connecting-ip": "1.2.3.4",
    forwarded: "for=1.2.3.4",
  });
  expect(originOf(forged, secret).ip).toBeNull();
  forged.set("x-mailneo-edge", "wrong");
  expect(originOf(forged, secret).ip).toBeNull();
  forged.set("x-mailneo-edge", "undefined");
  expect(originOf(forged, undefined).ip).toBeNull();
  forged.set("x-mailneo-edge", secret);
  expect(originOf(forged, secret).ip).toBe("1.2.3.4");
  forged.set("x-mailneo-ip", "not an address");
  expect(originOf(forged, secret).ip).toBeNull();
});

test("a request id is believed from the edge alone", {
  tag: "@V16.2.1",
}, () => {
  const chosen = new Headers({ "x-request-id": "chosen-by-me-1234" });
  expect(originOf(chosen, secret).requestId).not.toBe("chosen-by-me-1234");
  expect(originOf(chosen, undefined).requestId).not.toBe("chosen-by-me-1234");
  chosen.set("x-mailneo-edge", secret);
  expect(originOf(chosen, secret).requestId).toBe("chosen-by-me-1234");
});

test("a request without our id gets a new one", () => {
  const odd = new Headers({
    "x-request-id": "a\tb <script>",
    "user-agent": "x".repeat(5000),
    "x-mailneo-edge": secret,
  });
  expect(originOf(odd, secret).requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(originOf(odd, secret).userAgent).toHaveLength(512);
});

test("the policy allows own files and nonced scripts only", { tag: "@V3.4.3" }, () => {
  const nonce = newNonce();
  const policy = contentSecurityPolicy(nonce);
  expect(policy).toContain(`script-src 'nonce-${nonce}' 'strict-dynamic'`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(newNonce()).not.toBe(nonce);
  expect(Buffer.from(nonce, "base64")).toHaveLength(16);
});

test("a page with a secret address sends no referrer", {
  tag: "@V3.4.5",
}, () => {
  const of = (pathname: string) => securityHeaders({ pathname, nonce: "n", https: true, development: false });
  expect(of("/verify-email/abc")["Referrer-Policy"]).toBe("no-referrer");
  expect(of("/unsubscribe/abc")["Referrer-Policy"]).toBe("no-referrer");
  expect(of("/verify-email")["Referrer-Policy"]).toBe("same-origin");
  expect(of("/")["Cache-Control"]).toBe("private, no-store");
  expect(of("/")["Strict-Transport-Security"]).toContain("max-age=63072000");
  expect(of("/")["Permissions-Policy"]).toContain("publickey-credentials-get=(self)");
  expect(of("/")["Permissions-Policy"]).toContain("camera=()");
});
