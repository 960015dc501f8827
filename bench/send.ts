// A campaign of 20,000 messages with DKIM, rows and gates to postfix's smtp-sink, against a bare nodemailer pool that composes, signs and
// sends the same messages in a loop.
// npm run bench send -- [--size=20000] [--rounds=10]: so many in all, in so many slices, because the machine's mood changes in minutes.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { simpleParser } from "mailparser";
import { createTransport } from "nodemailer";
import { closeConnections } from "#lib/core/database/connections.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { createDkimKey } from "#lib/mail/message/dkim.ts";
import { sendCampaign } from "#lib/sending/campaigns/send.ts";
import { deliverJob } from "#lib/sending/deliveries/job.ts";
import { createSendingDomain } from "#lib/sending/sending-domains/create.ts";
import { verifySendingDomain } from "#lib/sending/sending-domains/verify.ts";
import {
  makeCampaign,
  makeContacts,
  makeEmailAccount,
  makeMember,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { answers } from "../scripts/house.ts";
import { freePort } from "../scripts/ports.ts";
import { readArguments } from "./arguments.ts";
import { benchDatabase } from "./database.ts";
import { type Line, printTable } from "./table.ts";

const wantedBytes = 10_800;
const pool = 10;
const sinkProgram = [
  "/usr/sbin/smtp-sink",
  "/usr/lib/postfix/sbin/smtp-sink",
  "/opt/homebrew/sbin/smtp-sink",
].find(existsSync);
const { size, rounds } = readArguments({ size: 20_000, rounds: 10 });
const slice = Math.ceil(size / rounds);
const processor = { bare: 0, ours: 0 };
let keeper: Awaited<ReturnType<typeof startKeeper>> | undefined;

if (!sinkProgram) {
  console.log("Sending was not measured: postfix's smtp-sink is not here (Debian: apt-get install postfix).");
  process.exit(0);
}
const house = await benchDatabase();
const sink = await startSink(sinkProgram);
try {
  await measure();
} finally {
  sink.child.kill("SIGTERM");
  await closeConnections();
  await house.stop();
}
process.exit(0);

async function measure() {
  const { actor, workspaceId } = await makeMember();
  const newsletter = await makeNewsletter(workspaceId);
  const { id: domainId, record } = await createSendingDomain(actor, { domain: "sender.example" });
  await verifySendingDomain(actor, { domainId }, async (name) =>
    name === record.name ? [record.value] : [],
  );
  const fromAddress = "news@sender.example";
  const body = await bodyOfSize(fromAddress);
  await makeContacts(workspaceId, slice, newsletter.id);
  const account = await makeEmailAccount(workspaceId, { port: sink.port, fromAddress });

  const ours: Line = { name: "campaign-send", rounds: [], target: 1.5 };
  const bare: Line = { name: `nodemailer, pool of ${pool}, DKIM`, rounds: [] };
  ours.of = bare;
  const send = () =>
    sendOurs({ actor, workspaceId, newsletterId: newsletter.id, accountId: account.id, body: body.text });
  await sendBare(body.sample, Math.min(200, slice)); // warm
  for (let round = 0; round < rounds; round++) {
    const sides = [
      async () => bare.rounds.push(slice / (await counted("bare", () => sendBare(body.sample, slice)))),
      async () => ours.rounds.push(slice / (await counted("ours", send))),
    ];
    for (const side of round % 2 ? sides.toReversed() : sides) await side();
    console.log(
      `round ${round + 1}: nodemailer ${bare.rounds[round]?.toFixed(0)}, campaign-send ${ours.rounds[round]?.toFixed(0)} messages a second`,
    );
  }
  printTable(
    `Sending ${size.toLocaleString("en")} messages of ${(body.bytes / 1000).toFixed(1)} KB with DKIM to smtp-sink`,
    "msg/s",
    [bare, ours],
    [
      `Processor time of this process for a message: nodemailer ${each("bare")} ms, campaign-send ${each("ours")} ms (without Postgres).`,
    ],
  );
}

async function counted(side: keyof typeof processor, work: () => Promise<number>): Promise<number> {
  const before = process.cpuUsage();
  const seconds = await work();
  const { user, system } = process.cpuUsage(before);
  processor[side] += (user + system) / 1000;
  return seconds;
}

function each(side: keyof typeof processor) {
  return (processor[side] / (slice * rounds)).toFixed(1);
}

/** From the queued job to the campaign marked as sent, every row written. */
async function sendOurs(of: {
  actor: Parameters<typeof sendCampaign>[0];
  workspaceId: string;
  newsletterId: string;
  accountId: string;
  body: string;
}): Promise<number> {
  const { actor, workspaceId, newsletterId, accountId: emailAccountId, body } = of;
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId, body });
  await sendCampaign(actor, { campaignId });
  const began = performance.now();
  await runJob(deliverJob, { workspaceId, campaignId });
  const took = (performance.now() - began) / 1000;
  const [row] = await ownerSql()<{ sent: number }[]>`
    select count(*)::int as sent from deliveries where campaign_id = ${campaignId} and state = 'sent'`;
  if (row?.sent !== slice) throw new Error(`${row?.sent} of ${slice} messages were sent.`);
  return took;
}

type Sample = { from: string; subject: string; text: string; html: string; headers: Record<string, string> };

async function sendBare(sample: Sample, count: number): Promise<number> {
  const { privateKey, selector } = await createDkimKey();
  const transport = createTransport({
    host: "127.0.0.1",
    port: sink.port,
    pool: true,
    maxConnections: pool,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
    dkim: { domainName: "sender.example", keySelector: selector, privateKey },
  });
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: 2 * pool }, async () => {
      while (next < count) {
        const n = next++;
        await transport.sendMail({
          ...sample,
          to: { name: `Reader ${n}`, address: `reader${n}@example.com` },
        });
      }
    }),
  );
  const took = (performance.now() - began) / 1000;
  transport.close();
  return took;
}

/** A letter that weighs 10.8 KB on the wire, as our worker sends it, and its parts for the other side to compose. */
async function bodyOfSize(fromAddress: string) {
  const paragraph =
    "The engine weaves **algebraic patterns** as the loom weaves flowers and leaves; [read on](https://example.com/read).\n\n";
  for (let times = 15; ; times++) {
    const text = `# Hello {{first_name|there}}\n\n${paragraph.repeat(times)}`;
    const raw = await oneMessage(text, fromAddress);
    if (raw.length < wantedBytes) continue;
    const mail = await simpleParser(raw);
    const headers: Record<string, string> = {};
    for (const { key, line } of mail.headerLines)
      if (/^(list-|precedence|feedback-id|x-)/.test(key))
        headers[key] = line.slice(line.indexOf(":") + 1).trim();
    const sample: Sample = {
      from: fromAddress,
      subject: mail.subject ?? "",
      text: mail.text ?? "",
      html: mail.html || "",
      headers,
    };
    return { text, bytes: raw.length, sample };
  }
}

/** Sends one through the worker to a server that keeps it. */
async function oneMessage(body: string, fromAddress: string): Promise<Buffer> {
  keeper ??= await startKeeper(fromAddress);
  const { server, actor, workspaceId, newsletterId, emailAccountId } = keeper;
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId, body });
  await sendCampaign(actor, { campaignId });
  await runJob(deliverJob, { workspaceId, campaignId });
  return (await server.messages()).at(-1)?.raw ?? Buffer.alloc(0);
}

async function startKeeper(fromAddress: string) {
  const server = await startSmtp();
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await makeContacts(workspaceId, 1, newsletterId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId, { port: server.port, fromAddress });
  return { server, actor, workspaceId, newsletterId, emailAccountId };
}

async function startSink(program: string): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort();
  // As root it wants somebody else to be.
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn(program, [...user, `127.0.0.1:${port}`, "100"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  process.on("exit", () => child.kill("SIGKILL"));
  for (let tries = 0; tries < 100 && child.exitCode === null; tries++, await wait(50))
    if (await answers(port)) return { child, port };
  throw new Error("smtp-sink did not start.");
}
