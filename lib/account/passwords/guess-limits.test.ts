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

test("guesses spread over accounts and networks pass neither limit", {
  tag: ["@V6.3.1", "@V6.3.2"],
}, async () => {
  const accounts = Array.from({ length: 40 }, () => uniqueEmail("spread"));
  const networks = Array.from({ length: 8 }, newNetwork);
  const checked = new Map<string, number>();
  const guess = async (ip: string, email: string) => {
    const passed = await reserveSignInAttempt({ ip, email, device: null }).then(
      () => true,
      () => false,
    );
    if (passed) for (const key of [ip, email]) checked.set(key, (checked.get(key) ?? 0) + 1);
    return passed;
  };
  // Each account is tried from each network once, at the same time, in an order that changes.
  for (const [at, email] of accounts.entries())
    await Promise.all(networks.map((_, n) => guess(networks[(at + n) % networks.length] ?? "", email)));

  for (const email of accounts) expect(checked.get(email) ?? 0).toBeLessThanOrEqual(5);
  for (const ip of networks) expect(checked.get(ip) ?? 0).toBeLessThanOrEqual(30);
  expect(checked.get(accounts[0] ?? ""), "the first account had tries left").toBe(5);
  expect(await guess(networks[0] ?? "", uniqueEmail("fresh")), "a fresh account, a spent network").toBe(
    false,
  );
  expect(await guess(newNetwork(), accounts[0] ?? ""), "a spent account, a fresh network").toBe(false);
  expect(await guess(newNetwork(), uniqueEmail("fresh"))).toBe(true);
});

test("guesses spread over the networks of one site are counted together", {
  tag: "@V6.3.1",
}, async () => {
  const site = newNetwork().split(":").slice(0, 3).join(":");
  const passed = await Promise.all(
    Array.from({ length: 130 }, (_, n) =>
      reserveSignInAttempt({
        ip: `${site}:${n.toString(16)}::1`,
        email: uniqueEmail("spread"),
        device: null,
      }).then(
        () => 1,
        () => 0,
      ),
    ),
  );
  expect(passed.reduce((sum: number, one) => sum + one, 0)).toBe(120);
});

/** An address in a site of its own. */
function newNetwork(): string {
  const hex = () => Math.floor(Math.random() * 65535).toString(16);
  return `2001:${hex()}:${hex()}:1::1`;
}
