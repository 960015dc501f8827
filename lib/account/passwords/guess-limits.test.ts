import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { uniqueEmail } from "#testing/factories.ts";
import { reserveSignInAttempt } from "./guess-limits.ts";

test("attackers who exhaust a network do not block a known browser", {
  tag: "@V6.3.1",
}, async () => {
  const hex = () => Math.floor(Math.random() * 65535).toString(16);
  const ip = `2001:db8:${hex()}:${hex()}::1`;
  for (let n = 0; n < 30; n++)
    await reserveSignInAttempt({ ip, email: uniqueEmail("stranger"), device: null });
  const tries = (device: string | null) => reserveSignInAttempt({ ip, email: uniqueEmail("owner"), device });
  await expect(tries(null)).rejects.toMatchObject({ code: "tooOften" });
  const reserved = await tries(randomUUID());
  await reserved.giveBack();
  await expect(tries(null), "nothing was given back that was not taken").rejects.toMatchObject({
    code: "tooOften",
  });
});
