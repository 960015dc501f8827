import { readdirSync } from "node:fs";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { apiRoutes } from "#lib/routes.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import {
  makeCampaign,
  makeChallenge,
  makeContacts,
  makeDelivery,
  makeInvitation,
  makeNewsletter,
  makeTwoFactor,
  makeUser,
} from "#testing/factories.ts";
import { serverActions } from "../actions.ts";
import { formsIn } from "../forms.ts";
import { makeOwner } from "../owner.ts";
import { openMailed, origin } from "../wire.ts";

export type Field = [name: string, value: string];

/** A place that takes a body from anyone. */
export type Door = {
  name: string;
  path: string;
  headers: Record<string, string>;
  encoding: "multipart" | "urlencoded";
  /** A body it takes, in this order. */
  fields: Field[];
  /** Those of them a person types, or a page carries for them. */
  typed: string[];
  /** How a further field of a name is called here. */
  further: (name: string) => string;
};

export type PublicDoors = {
  doors: Door[];
  /** Addresses of all public pages. */
  pages: string[];
  /** Routes of the pages without a form for a visitor. */
  formless: string[];
};

/** Every door an attacker without an account finds: forms of public pages as a browser and as React send them, and the API. */
export async function publicDoors(): Promise<PublicDoors> {
  const visitor = await knownLinks();
  const found: PublicDoors = { doors: await apiDoors(visitor.unsubscribe), pages: [], formless: [] };
  for (const route of publicPages()) {
    const path = addressOf(route, visitor);
    found.pages.push(path);
    // A page of the second step shows its form to someone who passed the first.
    const doors = (await formDoors(path)).concat(await formDoors(path, visitor.pending));
    const distinct = doors.filter((door, at) => doors.findIndex(({ name }) => name === door.name) === at);
    if (distinct.length === 0) found.formless.push(route);
    found.doors.push(...distinct);
  }
  for (const path of visitor.ofSubscribers) {
    found.pages.push(path);
    found.doors.push(...(await formDoors(path)));
  }
  return found;
}

/** Every server action of the product, a member's too: an attacker may call each, at its page. */
export async function actionDoors(): Promise<Door[]> {
  return (await serverActions()).map(({ name, id, takes, page }) =>
    actionDoor({ name, path: page, id, takes, fields: [["name", "Ada"]], typed: ["name"] }),
  );
}

const app = new URL("../../../app/", import.meta.url);

function publicPages(): string[] {
  return ["(public)", "(auth)"]
    .flatMap((group) => readdirSync(new URL(`${group}/`, app), { recursive: true, encoding: "utf8" }))
    .filter((file) => /(^|\/)page\.tsx$/.test(file))
    .map((file) => `/${file.split("/").slice(0, -1).join("/")}`)
    .sort();
}

type Links = Awaited<ReturnType<typeof knownLinks>>;

/** Links that work, and a sign-in that waits for its second step: without them some pages show no form. */
async function knownLinks() {
  const { workspaceId } = await makeOwner();
  const newsletter = await makeNewsletter(workspaceId);
  const campaign = await makeCampaign(workspaceId, { newsletterId: newsletter.id });
  const [contact] = await makeContacts(workspaceId, 1, newsletter.id);
  const delivery = await makeDelivery(workspaceId, campaign.id, contact?.id ?? "");
  const user = await makeUser();
  await makeTwoFactor(user.id);
  const unsubscribe = signLink(await linkKey(), "unsubscribe", { workspaceId, id: delivery.id });
  return {
    invitation: (await makeInvitation(workspaceId)).token,
    unsubscribe,
    /** Pages that the edge answers itself. */
    ofSubscribers: [
      "/unsubscribe",
      `/unsubscribe/${unsubscribe}`,
      `/preferences/${unsubscribe}`,
      `/subscribe/${newsletter.id}`,
    ],
    pending: `${cookieNames.pending}=${await makeChallenge(user.id)}`,
  };
}

function addressOf(route: string, links: Links): string {
  const [, first = ""] = route.split("/");
  const token = first === "invitation" ? links[first] : "A".repeat(43);
  return route.replace("[token]", token).replace("[outcome]", "approved");
}

const fromThisSite = () => ({ origin: origin(), "sec-fetch-site": "same-origin" });

async function formDoors(path: string, cookie?: string): Promise<Door[]> {
  const { text } = await openMailed(path, { headers: cookie ? { cookie } : {} });
  return formsIn(text).flatMap(({ html, fields: hidden }) => {
    const headers = { ...fromThisSite(), ...(cookie && { cookie }) };
    const carried = Object.entries(hidden).filter(([name]) => !name.startsWith("$ACTION"));
    const shown = [...html.matchAll(/<(?:input|textarea|select)\b[^>]*\bname="([^"$]+)"[^>]*>/g)]
      .map(([, name = ""]): Field => [name, typical[name] ?? "Ada"])
      .filter(([name]) => !(name in hidden));
    const own = [...carried, ...shown];
    const typed = own.map(([name]) => name);
    const name = `${path.replace(/[\w.-]{40,}/, "[token]")} (${typed.join(", ") || "no fields"})`;
    const fields: Field[] = [
      ...Object.entries(hidden).filter(([each]) => each.startsWith("$ACTION")),
      ...own,
    ];
    const plain: Door = {
      name: `form of ${name}`,
      path,
      headers,
      encoding: "multipart",
      fields,
      typed,
      further: (more) => more,
    };
    const id = /"id":"([0-9a-f]+)"/.exec(Object.values(hidden).join())?.[1] ?? idIn(hidden);
    if (!id) return [plain];
    const takes = "$ACTION_KEY" in hidden ? [{ status: "idle" }, "$K1"] : ["$K1"];
    return [plain, actionDoor({ name: `action of ${name}`, path, id, takes, fields: own, typed, headers })];
  });
}

const idIn = (hidden: Record<string, string>) =>
  /\$ACTION_ID_([0-9a-f]+)/.exec(Object.keys(hidden).join())?.[1];

/** What a person would type, by a field's name. */
const typical: Record<string, string> = {
  email: "ada@example.com",
  password: "Tall-Engines-9-weave",
  code: "123456",
};

function actionDoor({
  id,
  takes,
  fields,
  headers = fromThisSite(),
  ...door
}: Pick<Door, "name" | "path" | "typed" | "fields"> & {
  id: string;
  takes: unknown[];
  headers?: Record<string, string>;
}): Door {
  const inForm = (name: string) => `_1_${name}`;
  return {
    ...door,
    headers: { ...headers, accept: "text/x-component", "next-action": id },
    encoding: "multipart",
    // The form's fields before what speaks of them: a server that reads as it comes would find the form empty.
    fields: [...fields.map(([name, value]): Field => [inForm(name), value]), ["0", JSON.stringify(takes)]],
    typed: door.typed.map(inForm),
    further: inForm,
  };
}

/** What a route of the API takes; a new one has to be named here. */
const apiFields: Record<string, Field[]> = {
  "/api/unsubscribe/:token": [["List-Unsubscribe", "One-Click"]],
  "/unsubscribe": [["email", "ada@example.com"]],
  "/unsubscribe/:token": [
    ["act", "undo"],
    ["scope", "newsletter"],
    ["reason", "other"],
    ["words", "Ada"],
  ],
  "/preferences/:token": [
    ["act", "save"],
    ["shown:x", "1"],
    ["on:x", "1"],
    ["paused", "2030-01-01"],
  ],
  "/subscribe/:newsletter": [
    ["form", "embedded"],
    ["email", "ada@example.com"],
    ["website", ""],
    ["made", "x"],
    ["wording", "x"],
    ["signed", "x"],
  ],
  "/confirm/:token": [["act", "confirm"]],
  "/subject-requests/:workspace": [
    ["email", "ada@example.com"],
    ["kind", "erase"],
    ["words", "x"],
    ["website", ""],
    ["made", "x"],
  ],
  "/subject-requests/proof/:token": [["act", "confirm"]],
  "/subject-requests/bundle/:token": [["email", "ada@example.com"]],
  "/subject-requests/mine/:token": [["kind", "erase"]],
  "/agree/:token": [["act", "agree"]],
  "/receipts": [["receipt", "{}"]],
  "/api/uploads/:form": [
    ["token", "A".repeat(43)],
    ["file; filename=people.csv", "email,name\nada@example.com,Ada\n"],
  ],
  "/api/v1/contacts": [["email", "ada@example.com"]],
  "/api/v1/imports": [["file", "email\nada@example.com\n"]],
  "/api/mcp": [["method", "tools/list"]],
};

/**
 * Addresses behind a key refuse a stranger before they look at the body, all by the same line of code. The three above stand for them;
 * bodies that come with a key are thrown by lib/integrations/api-keys/hostile.test.ts.
 */
const behindKey = (path: string) => /^\/api\/(?:v1|mcp)\b/.test(path) && !apiFields[path];

async function apiDoors(token: string): Promise<Door[]> {
  return apiRoutes
    .filter(({ method, path }) => !["GET", "HEAD", "OPTIONS"].includes(method) && !behindKey(path))
    .flatMap(({ method, path }) => {
      const fields = apiFields[path];
      if (!fields) throw new Error(`${path}: name its fields in e2e/support/hostile/public-doors.ts`);
      return (["multipart", "urlencoded"] as const).map((encoding) => ({
        name: `${method} ${path} (${encoding})`,
        path: path.replace(/:\w+/, token),
        headers: {},
        encoding,
        fields,
        typed: fields.map(([name]) => name),
        further: (name: string) => name,
      }));
    });
}
