import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "#lib/core/command.ts";
import { findCommands } from "#testing/contract/commands.fixture.ts";
import { buildFolder } from "../../scripts/pages.ts";
import { root } from "../../scripts/settings.ts";
import { type Answer, ask, multipart, origin, type Question } from "./wire.ts";

export type ServerAction = {
  id: string;
  /** Its file and name. */
  name: string;
  /** The command it calls; null where it calls none. */
  command: string | null;
  /** A page it can be sent to. */
  page: string;
  /** What it is called with. */
  takes: unknown[];
};

/** Actions whose command the sources do not show at a glance. */
const byHand: Record<string, string | null> = {
  createContactAction: "contact.create",
  signOutAction: "session.sign_out",
  chooseThemeAction: null,
  beginPasskeyProofAction: "passkey.begin_step_up",
  beginPasskeySignInAction: "passkey.begin_sign_in",
  beginAddPasskeyAction: "passkey.begin_add",
  requestAccountRecoveryAction: "account_recovery.request",
  secondFactorAction: "session.second_factor",
  proveAction: "session.step_up",
  updateCampaignAction: "campaign.update",
  autosaveCampaignAction: "campaign.update",
  replaceTagsAction: "campaign.update",
  sendTestAction: "campaign.send_test",
  connectAction: "email_account.connect",
  inviteAction: "invitation.create",
  verifyDomainAction: "sending_domain.verify",
  unsubscribeAction: "contact.unsubscribe",
};

type Manifest = Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }>;

/** Every server action the built pages answer to. @throws Error for one whose command nobody can name. */
export async function serverActions(): Promise<ServerAction[]> {
  const { folder } = buildFolder(root);
  const file = join(folder, "server/server-reference-manifest.json");
  const { node } = JSON.parse(readFileSync(file, "utf8")) as { node: Manifest };
  const names = new Map([...(await findCommands())].map(([name, command]) => [command, name]));
  const actions = Object.entries(node).map(async ([id, { filename, exportedName, workers }]) => ({
    id,
    name: `${filename} ${exportedName}`,
    command:
      exportedName in byHand
        ? (byHand[exportedName] ?? null)
        : await commandOf(filename, exportedName, names),
    page: pageOf(Object.keys(workers)[0] ?? ""),
    takes: argumentsOf(id, filename, exportedName),
  }));
  return (await Promise.all(actions)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Nothing, a form, or a form after its state: the id begins with 00 for nothing, and plain forms have no state. */
function argumentsOf(id: string, file: string, name: string): unknown[] {
  if (id.startsWith("00")) return [];
  const plain = new RegExp(`const ${name}\\b[^=]*= plainAction\\(|function ${name}\\(data`);
  return plain.test(readFileSync(join(root, file), "utf8")) ? ["$K1"] : [{ status: "idle" }, "$K1"];
}

/** Of `export const x = formAction(command, …)`. */
async function commandOf(file: string, action: string, names: Map<Command, string>): Promise<string> {
  const source = readFileSync(join(root, file), "utf8");
  const called = new RegExp(`const ${action}\\b[^=]*= (?:form|plain)Action\\(\\s*(\\w+)`).exec(source)?.[1];
  const from = new RegExp(`import \\{[^}]*\\b${called}\\b[^}]*\\} from "(#lib/[^"]+)"`).exec(source)?.[1];
  const name = called && from && names.get((await import(from))[called]);
  if (!name) throw new Error(`${file}: name the command of ${action} in e2e/support/actions.ts`);
  return name;
}

/** The address of `app/(app)/contacts/[id]/page`, with ids and tokens of nothing. */
const pageOf = (worker: string) =>
  worker
    .replace(/^app/, "")
    .replace(/\/page$/, "")
    .replace(/\/\([^)]+\)/g, "")
    .replace(/\[token\]/g, "A".repeat(43))
    .replace(/\[\w+\]/g, "01a00000-0000-7000-8000-000000000000") || "/";

/** Calls an action as React in a browser does. */
export function callAction(
  action: ServerAction,
  fields: Record<string, string>,
  cookie?: string,
  more: Pick<Question, "from" | "headers"> = {},
): Promise<Answer> {
  // The form's fields before what speaks of them: a server that reads as it comes would find the form empty.
  const named = Object.entries(fields).map(([name, value]): [string, string] => [`_1_${name}`, value]);
  const form = multipart([...named, ["0", JSON.stringify(action.takes)]]);
  const headers = { origin: origin(), "sec-fetch-site": "same-origin", accept: "text/x-component" };
  return ask(action.page, {
    method: "POST",
    body: form.body,
    ...more,
    headers: {
      ...form.headers,
      ...headers,
      "next-action": action.id,
      ...(cookie && { cookie }),
      ...more.headers,
    },
  });
}

/** A command's input as a form of ours would carry it. */
export function asFields(input: unknown): Record<string, string> {
  const entries = Object.entries((input ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      if (typeof value === "object" && value !== null && Object.isFrozen(value))
        return Object.entries(asFields(value));
      if (value === null || value === undefined) return [];
      return [[name, typeof value === "object" ? JSON.stringify(value) : String(value)]];
    }),
  );
}
