// `npm run audit:verify`: verifies this installation's audit log against its checkpoints. With a
// file it verifies an export, offline.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { installationChain } from "#lib/audit/chain/canonical.ts";
import type { ChainState } from "#lib/audit/chain/chain-state.ts";
import { minute } from "#lib/audit/chain/checkpoint-sequence.ts";
import { believedKeys, signer } from "#lib/audit/chain/signer.ts";
import { type Verification, verifyLog } from "#lib/audit/chain/verify-log.ts";
import { type ExportReport, verifyExport } from "#lib/audit/exports/file/verify.ts";
import { closeConnections } from "#lib/core/database/connections.ts";
import { keeper } from "#lib/core/database/keeper.ts";
import { exportStore } from "#lib/files/store.ts";
import { command } from "./command.ts";
import { StartError } from "./start-error.ts";
import { failed } from "./terminal.ts";

const usage = `npm run audit:verify                            the log of this installation
npm run audit:verify -- --workspace <id>        one workspace, and its members' accounts
npm run audit:verify -- <file> [--key <key>]    an export, offline; --key: whose signature to believe`;

const asked = readArguments();
let shown = 0;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        workspace: { type: "string" },
        key: { type: "string", multiple: true },
        json: { type: "boolean" },
      },
    });
    const { workspace, key, json = false } = values;
    if (positionals.length > 1 || (workspace && !/^[0-9a-f-]{36}$/.test(workspace))) throw new Error(usage);
    // npm runs this in the project's folder.
    const file = positionals[0] && resolve(process.env.INIT_CWD ?? ".", positionals[0]);
    return { file, workspace, key, json };
  } catch (error) {
    failed(
      new StartError(
        error instanceof Error && error.message === usage ? usage : `${(error as Error).message}\n\n${usage}`,
      ),
    );
    process.exit(1);
  }
}

async function verifyDatabase(say: (line: string) => void, signal: AbortSignal) {
  const began = performance.now();
  const store = exportStore();
  say(`Verifying the audit log against the checkpoints in ${store.place}`);
  const found = await keeper((tx) =>
    verifyLog({
      tx,
      store,
      believed: believedKeys(),
      workspaceId: asked.workspace,
      signal,
      onProgress: showProgress,
      onChain: (chain) => say(chainLine(chain)),
    }),
  ).catch(olderRelease);
  await closeConnections();
  const seconds = (performance.now() - began) / 1000;
  say(
    `${count(found.entries)} entries in ${count(found.chains)} chains, ${count(found.checkpoints)} checkpoints, ${seconds.toFixed(1)} s (${count(found.entries / seconds)} entries a second)`,
  );
  if (found.checkpoint)
    say(`The newest checkpoint is number ${found.checkpoint.number} of ${minute(found.checkpoint.at)}`);
  if (found.erased > 0) say(`Personal data that was erased: ${count(found.erased)} parts`);
  say(`The signing key is ${signer().fingerprint}`);
  for (const note of found.notes) say(`Note: ${note}`);
  if (asked.json) process.stdout.write(`${JSON.stringify(found)}\n`);
  if (!found.intact) throw new StartError(broken(found));
  say("The audit log is in order.");
}

/** Returns 0 when the file is what was recorded. */
async function verifyFile(path: string, believed?: string[]): Promise<number> {
  try {
    const report = await verifyExport(path, { believed });
    if (asked.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else sayReport(report);
    if (report.intact) return 0;
    failed(
      new StartError(`${path} is not as it was recorded.\n${report.broken ? breakLine(report.broken) : ""}`),
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    failed(code === "ENOENT" || code === "EISDIR" ? new StartError(`${path} cannot be read.`) : error);
  }
  return 1;
}

function sayReport({ intact, entries, leftOut, checkpoint, key, vouched }: ExportReport) {
  const lines = [
    `${count(entries)} entries${leftOut ? `, ${count(leftOut)} more left out by the filters` : ""}`,
    ...(checkpoint ? [`Covered by checkpoint ${checkpoint.number} of ${minute(checkpoint.at)}`] : []),
    ...(key ? [`Signed by ${key.fingerprint}${key.believed ? ", the key you named" : ""}`] : []),
    ...(key && key.believed === null
      ? [
          `Compare it with the fingerprint of the installation it came from, or give its key: --key ${key.publicKey}`,
        ]
      : []),
    ...vouched.map((words) => `Note: ${words}`),
    ...(intact ? ["The export is as it was recorded."] : []),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

const count = (n: number) => Math.round(n).toLocaleString("en");

function chainLine({ verifier, entries, signedSeq }: ChainState): string {
  const name = verifier.chainId === installationChain ? "the installation".padEnd(36) : verifier.chainId;
  const from = verifier.anchorSeq > 0 ? `, from ${count(verifier.anchorSeq + 1)} on` : "";
  const state = verifier.broken
    ? `broken at entry ${count(verifier.broken.seq)}`
    : `signed up to ${count(signedSeq)}`;
  return `${name}  ${count(entries)} entries${from}, ${state}`;
}

function broken({ broken, problems }: Verification): string {
  return [
    "The audit log is not in order.",
    ...problems,
    ...broken.map((one) => breakLine({ ...one, chain: one.chainId })),
  ].join("\n");
}

type Where = {
  chain: string | null;
  seq: number | null;
  id: string | null;
  at: string | null;
  action: string | null;
};

const breakLine = ({ why, chain, seq, id, at, action }: Where & { why: string }) =>
  [
    why,
    ...(chain ? [`  chain ${chain}, entry ${seq}`] : []),
    ...(id ? [`  ${[id, at, action].filter(Boolean).join(", ")}`] : []),
  ].join("\n");

function showProgress(checked: number, total: number) {
  if (!process.stderr.isTTY || Date.now() - shown < 200) return;
  shown = Date.now();
  process.stderr.write(`\r${count(checked)} of ${count(total)} entries\x1b[K\r`);
}

function olderRelease(error: unknown): never {
  const { code } = error as { code?: string };
  if (code === "42883" || code === "42P01" || code === "28P01")
    throw new StartError("This database is not of this release yet. Run npm run migrate first.");
  throw error;
}

if (asked.file) process.exit(await verifyFile(asked.file, asked.key));
else await command("npm run audit:verify", ({ say, signal }) => verifyDatabase(say, signal));
