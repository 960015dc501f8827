// What `npm start` and `npm run dev` do once the right Node runs: database, mailbox, migrations,
// pages. Then they run the three processes of the product under one supervisor, until the operator
// stops them.

import { watch, watchFile } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { environmentOf } from "./environments.ts";
import { type HeldPort, holdPort } from "./held-port.ts";
import { answers, claim, type House, openHouse } from "./house.ts";
import { firstDescriptor } from "./launch.ts";
import { migrateDatabase } from "./migrations.ts";
import { whenOrphaned } from "./orphan.mjs";
import { buildFolder, buildPages, builtHash, nextCli } from "./pages.ts";
import { isFree, rememberedPort } from "./ports.ts";
import { tellReady } from "./ready.ts";
import { readSettings, root, type Settings } from "./settings.ts";
import { StartError } from "./start-error.ts";
import { supervise } from "./supervisor.ts";
import { failed, seconds, terminal } from "./terminal.ts";

const development = process.argv.includes("--dev");
const { say, done, print } = terminal();
const supervisor = supervise({
  print: quieter,
  stopOrder: ["edge", "web", "worker", "mailbox", "database"],
  gaveUp: (_, why) => void stop(1, `Stopping: ${why}`),
});
let release = () => {};
let held: HeldPort | null = null;
let ending: Promise<never> | undefined;
let lastSignal = 0;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // Ctrl-C reaches this process twice, from the terminal and from npm; an operator who means it
    // presses again later.
    if (ending && Date.now() - lastSignal > 1000) return process.exit(130);
    lastSignal = Date.now();
    void stop(signal === "SIGTERM" ? 0 : 130, "Stopping");
  });
}
process.on("exit", () => release());
// The reader of this log may disconnect at any time, and that must not end the product.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
process.on("uncaughtException", (error) => {
  failed(error);
  void stop(1);
});
whenOrphaned(() => void stop(1));

await serve().catch((error) => {
  if (ending) return ending;
  failed(error);
  return stop(1);
});

async function serve() {
  const began = Date.now();
  const settings = readSettings();
  const env = settings.env;
  Object.assign(env, { NODE_ENV: development ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" });
  const lock = claim(settings, development ? "npm run dev" : "npm start");
  release = lock.release;
  await checkPort(settings);
  held = await holdPort(env.HOST ?? "127.0.0.1", Number(env.PORT));
  if (env.ALLOW_PRIVATE_MAIL_HOSTS && !/^(0|off|no|false)$/i.test(env.ALLOW_PRIVATE_MAIL_HOSTS)) {
    say("! ALLOW_PRIVATE_MAIL_HOSTS is on: members can make this server connect to private addresses");
  }
  if (env.ALLOW_PRIVATE_WEBHOOK_HOSTS && !/^(0|off|no|false)$/i.test(env.ALLOW_PRIVATE_WEBHOOK_HOSTS)) {
    say("! ALLOW_PRIVATE_WEBHOOK_HOSTS is on: webhooks may go to private addresses, and without TLS");
  }

  const house = await openHouse(settings, lock, supervisor, say);
  const webPort = env.MAILNEO_WEB_PORT
    ? Number(env.MAILNEO_WEB_PORT)
    : await rememberedPort(settings.dataDir, "web");
  const all: NodeJS.ProcessEnv = { ...house.env, MAILNEO_WEB_PORT: String(webPort) };
  const [database, pages] = [openDatabase(settings, house), openPages(all, webPort)];
  pages.catch(() => {});
  await database;
  const script = (name: string) => fileURLToPath(new URL(`./processes/${name}.ts`, import.meta.url));
  const product = [
    pages,
    supervisor.start({
      name: "worker",
      args: [script("worker")],
      env: environmentOf("worker", all),
      ready: "message",
      stopWithin: 15_000,
    }),
    supervisor.start({
      name: "edge",
      args: [script("edge")],
      env: {
        ...environmentOf("edge", all),
        ...(held && { MAILNEO_LISTEN_DESCRIPTOR: String(firstDescriptor) }),
      },
      ...(held && { descriptors: [held.descriptor] }),
      ready: "message",
      stopWithin: 12_000,
    }),
  ];
  await Promise.all(product);
  await untilHealthy(all);
  const url = all.APP_URL ?? "";
  lock.update({ url, ...(house.mailboxUrl && { mailbox: house.mailboxUrl }) });
  done(`Edge, web and worker running (${seconds(began)} in all)`);
  say("");
  say(`Mailneo is ready at ${url}`);
  if (house.mailboxUrl) say(`What it mails is kept at ${house.mailboxUrl}`);
  say("Ctrl-C stops it.");
  tellReady({ url, mailbox: house.mailboxUrl });
  followChanges();
}

async function openDatabase(settings: Settings, house: House) {
  await house.open;
  if (settings.embeddedDatabase) done(`Database running in ${shown(settings.dataDir)}`);
  if (house.mailboxUrl) done("Mailbox running");
  const { applied } = await migrateDatabase(house.env);
  done(
    applied.length ? `Database brought up to date (${applied.length} migrations)` : "Database is up to date",
  );
}

/** The slowest step, so it does not wait for the database, which Next needs only for a requested page. */
async function openPages(env: NodeJS.ProcessEnv, port: number) {
  if (!development) {
    const built = await buildPages(root, environmentOf("web", env), say);
    done(built === null ? "Pages are up to date" : `Pages built in ${built.toFixed(0)} s`);
  }
  await supervisor.start({
    name: "web",
    args: [nextCli, development ? "dev" : "start", "-H", "127.0.0.1", "-p", String(port)],
    // Next would read the .env files by itself; it gets the other processes' environment, and nothing else.
    env: { ...environmentOf("web", env), PORT: String(port), __NEXT_PROCESSED_ENV: "true" },
    ready: () => answers(port),
    stopWithin: 5_000,
  });
}

async function checkPort({ env }: Settings) {
  const port = Number(env.PORT);
  if (await isFree(port, env.HOST)) return;
  let other = port + 1;
  while (!(await isFree(other, env.HOST))) other++;
  throw new StartError(
    `Port ${port} is taken by another program. Choose another one: PORT=${other} npm start`,
  );
}

/** Connects through the public address, as clients will. */
async function untilHealthy(env: NodeJS.ProcessEnv) {
  const host = env.HOST === "0.0.0.0" || env.HOST === "::" ? "127.0.0.1" : (env.HOST ?? "127.0.0.1");
  const scheme = env.TLS_CERT ? "https" : "http";
  const at = `${scheme}://${host.includes(":") ? `[${host}]` : host}:${env.PORT}/api/health`;
  const name = new URL(env.APP_URL ?? at).host;
  for (let tries = 0; tries < 200 && !ending; tries++) {
    if (await answersHttp(at, name, 200)) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  if (!ending) throw new StartError(`The edge does not answer at ${at}. What it said is above.`);
}

function answersHttp(url: string, host = new URL(url).host, status?: number): Promise<boolean> {
  return new Promise((answer) => {
    const ask = url.startsWith("https:") ? httpsRequest : httpRequest;
    const options = { headers: { host }, agent: false, timeout: 30_000, rejectUnauthorized: false };
    const request = ask(url, options, (response) => {
      response.resume();
      answer(status === undefined || response.statusCode === status);
    });
    request.on("error", () => answer(false)).on("timeout", () => request.destroy());
    request.end();
  });
}

/**
 * Pages rebuilt by another command (`npm test`) need a web process that knows them; development
 * follows the source.
 */
function followChanges() {
  if (!development) {
    let served = builtHash(root);
    watchFile(buildFolder(root).stamp, { interval: 2000 }, () => {
      const built = builtHash(root);
      if (built === null || built === served) return;
      served = built;
      print("web", "the pages were built anew; starting again with them");
      void supervisor.restart("web");
    });
    return;
  }
  for (const folder of ["lib", "db"]) {
    let timer: NodeJS.Timeout | undefined;
    watch(join(root, folder), { recursive: true }, (_, name) => {
      if (!name || name.endsWith(".test.ts")) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        void supervisor.restart("worker");
        void supervisor.restart("edge");
      }, 200);
    });
  }
}

/** Drops Next's greeting, because it names an address that users should not open. */
function quieter(name: string, line: string) {
  if (
    name === "web" &&
    (line.trim() === "" || /^\s*(▲ Next\.js|- (Local|Network):|✓ (Starting|Ready|Running))/.test(line))
  )
    return;
  print(name, line);
}

function stop(code: number, words?: string): Promise<never> {
  ending ??= (async () => {
    if (words) say(`\n${words}`);
    held?.close(); // otherwise new connections would wait for a successor that never comes
    await supervisor.stop();
    release();
    if (words && code !== 1) done("Everything is stopped");
    process.exit(code);
  })();
  return ending;
}

function shown(path: string) {
  return path.startsWith(root) ? path.slice(root.length) : path;
}
