// `npm run worker`: runs one more worker, beside a running product or on another machine.
import { fileURLToPath } from "node:url";
import { command, Interrupted } from "./command.ts";
import { environmentOf } from "./environments.ts";

await command("npm run worker", async ({ env, say, supervisor, signal }) => {
  await supervisor.start({
    name: "worker",
    args: [fileURLToPath(new URL("./processes/worker.ts", import.meta.url))],
    env: environmentOf("worker", env),
    ready: "message",
    stopWithin: 15_000,
  });
  say("The worker is ready. Ctrl-C stops it.");
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  if (!(signal.reason instanceof Interrupted)) throw signal.reason;
});
