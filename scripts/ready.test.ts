import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "@playwright/test";
import { leash } from "./launch.ts";

const ready = new URL("./ready.ts", import.meta.url).href;

/** A child that becomes ready only after its supervisor is gone; `alone` keeps it from ending before. */
async function lateChild(alone: boolean) {
  const program = `
    import { tellReady } from ${JSON.stringify(ready)};
    process.on("SIGTERM", () => {});
    setInterval(() => {}, 1000); // the server it would be
    process.stdout.write("up\\n");
    await new Promise((gone) => process.once("disconnect", gone));
    tellReady();
    await new Promise((turn) => setImmediate(turn));
    process.exit(0);`;
  const child = spawn(
    process.execPath,
    ["--import", leash, "--input-type=module-typescript", "--eval", program],
    {
      env: { ...process.env, ...(!alone && { MAILNEO_LEASH: "1" }) },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  let words = "";
  child.stderr?.on("data", (text) => {
    words += text;
  });
  await once(child.stdout as NodeJS.ReadableStream, "data");
  child.disconnect();
  const [[code]] = await Promise.all([
    once(child, "exit"),
    once(child.stderr as NodeJS.ReadableStream, "end"),
  ]);
  return { code, words };
}

for (const alone of [true, false]) {
  test(`a process ready after its supervisor says nothing (${alone ? "no leash" : "leash"})`, async () => {
    expect(await lateChild(alone)).toEqual({ code: 0, words: "" });
  });
}
