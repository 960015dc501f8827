import { expect, test } from "@playwright/test";
import { isLocalMailbox } from "./private-hosts.ts";

test("the local mailbox is the one private server that needs no leave, by its exact address and port", () => {
  const mailbox = { host: "127.0.0.1", port: 20250 };
  expect(isLocalMailbox(mailbox, 20250)).toBe(true);
  for (const other of [
    { ...mailbox, port: 25 },
    { ...mailbox, host: "localhost" },
    { ...mailbox, host: "127.1" },
    { ...mailbox, host: "10.0.0.1" },
  ]) {
    expect(isLocalMailbox(other, 20250), other.host).toBe(false);
  }
  expect(isLocalMailbox(mailbox, undefined)).toBe(false);
});
