import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { startSmtp } from "#testing/servers/smtp.ts";
import { openDoor } from "./door.ts";
import { issuePass, type Pass } from "./pass.ts";

const message = (to: string) => ({
  envelope: { from: "news@sender.test", to },
  raw: Buffer.from("Subject: hi\r\n\r\nhi\r\n"),
});

test("a pass opens the door once for its address only", async () => {
  const server = await startSmtp();
  const door = openDoor({
    host: "127.0.0.1",
    port: server.port,
    security: "none",
    username: "",
    password: async () => "",
  });
  const withheld = { outcome: "withheld" };

  expect(await door.send({} as Pass, message("ada@reader.test"))).toEqual(withheld);
  expect(await door.send(Object.freeze({}) as Pass, message("ada@reader.test"))).toEqual(withheld);
  expect(await door.send(issuePass("bob@reader.test", 60), message("ada@reader.test"))).toEqual(withheld);
  expect(await door.send(issuePass("ada@reader.test", 0), message("ada@reader.test"))).toEqual(withheld);
  const pass = issuePass("ada@reader.test", 60);
  expect(await door.send(pass, message("ada@reader.test"))).toMatchObject({ outcome: "sent" });
  expect(await door.send(pass, message("ada@reader.test"))).toEqual(withheld);

  expect((await server.messages()).map(({ to }) => to)).toEqual([["ada@reader.test"]]);
  door.close();
  await server.close();
});

test("an expired pass opens nothing, and the connection continues", {
  tag: "@OC12",
}, async () => {
  const hold = Promise.withResolvers<void>();
  const server = await startSmtp({ behaviour: { holdMessage: () => hold.promise } });
  const local = {
    host: "127.0.0.1",
    port: server.port,
    security: "none",
    username: "",
    password: async () => "",
  } as const;
  const door = openDoor(local, { connections: 1 });

  const first = door.send(issuePass("ada@reader.test"), message("ada@reader.test"));
  const seconds = 0.1;
  const issued = performance.now();
  const stale = door.send(issuePass("bob@reader.test", seconds), message("bob@reader.test"));
  const fresh = door.send(issuePass("cleo@reader.test"), message("cleo@reader.test"));
  await expect.poll(() => performance.now() - issued > seconds * 1000).toBe(true);
  hold.resolve();

  expect(await first).toMatchObject({ outcome: "sent" });
  expect(await stale).toEqual({ outcome: "withheld" });
  expect(await fresh).toMatchObject({ outcome: "sent" });
  expect((await server.messages()).map(({ to }) => to)).toEqual([["ada@reader.test"], ["cleo@reader.test"]]);
  door.close();
  await server.close();
});

test("boundary: passes are issued by the gate and the own-address check alone", () => {
  const lib = new URL("../../", import.meta.url);
  const users = readdirSync(lib, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file))
    .filter(
      (file) =>
        /from "[^"]*\/pass\.ts"/.test(readFileSync(new URL(file, lib), "utf8")) &&
        /issuePass/.test(readFileSync(new URL(file, lib), "utf8")),
    );
  expect(users.sort()).toEqual(["sending/gate/claim.ts", "sending/gate/own-address.ts"]);
});

test("boundary: sealed values are opened by five listed files only", () => {
  const lib = new URL("../../", import.meta.url);
  const readers = readdirSync(lib, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ts$/.test(file) && !/\.(test|fixture)\.ts$|^core\//.test(file))
    .filter((file) =>
      /vault\.open\(|emailAccounts\.secret\b|sendingDomains\.privateKey\b/.test(
        readFileSync(new URL(file, lib), "utf8"),
      ),
    );
  expect(readers.sort()).toEqual([
    "account/two-factor/enrolment.ts",
    "account/two-factor/spend-totp.ts",
    "integrations/webhooks/secrets.ts",
    "operations/encryption-keys/reseal.ts",
    "sending/gate/open-account.ts",
  ]);
});
