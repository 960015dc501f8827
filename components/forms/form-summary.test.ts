import { expect, test } from "@playwright/test";
import { summaryOf } from "./form-summary.ts";

const refused = "The server did not accept this user name and password.";

test("one wrong field has no summary", () => {
  expect(summaryOf({ status: "error", fields: { email: "Enter an address." } })).toMatchObject({
    links: [],
    alone: true,
  });
});

test("one wrong field whose words are the message says them once", () => {
  expect(summaryOf({ status: "error", message: refused, fields: { password: refused } })).toMatchObject({
    links: [],
    alone: true,
  });
  const both = { user: refused, password: refused };
  expect(summaryOf({ status: "error", message: refused, fields: both })).toMatchObject({ alone: true });
});

test("two wrong fields are listed once each", () => {
  const fields = { name: "Enter a name.", email: "Enter an address." };
  expect(summaryOf({ status: "error", fields })).toEqual({
    title: "2 things need your attention",
    links: Object.entries(fields),
    alone: false,
  });
});

test("a message of its own stands above one wrong field", () => {
  const summary = summaryOf({ status: "error", message: "Not saved.", fields: { name: "Enter a name." } });
  expect(summary).toEqual({ title: "Not saved.", links: [], alone: false });
});
