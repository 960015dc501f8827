// `npm run bench [name] -- [--size=…]`: each benchmark measures a path of ours and its limit,
// interleaved in one run, and prints the ratio. It fails on a wrong result, never on time.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { StartError } from "./start-error.ts";
import { failed } from "./terminal.ts";

const names = [
  "api",
  "audience",
  "audit",
  "audit-page",
  "contact-search",
  "import",
  "one-click",
  "send",
  "sign-in",
  "subscribe",
  "suppression-list",
  "webhooks",
  "zip",
];
const [first = "", ...rest] = process.argv.slice(2);
const named = first !== "" && !first.startsWith("--");
const chosen = named ? [first] : names;
const args = named ? rest : process.argv.slice(2);

if (!chosen.every((name) => names.includes(name))) {
  failed(new StartError(`There is no bench “${first}”. There are ${names.join(", ")}.`));
  process.exit(1);
}
for (const name of chosen) {
  const file = fileURLToPath(new URL(`../bench/${name}.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, [file, ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
