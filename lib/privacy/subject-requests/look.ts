import { type Logo, type LogoRow, logoShown } from "#lib/audience/subscriber-pages/logo-link.ts";
import type { SenderColour } from "#lib/audience/subscriber-pages/sender-colours.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import { lookup } from "#lib/core/database/lookup.ts";
import { notFound } from "#lib/core/errors.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import type { RequestKind } from "./fields.ts";

export type LinkPurpose = "proof" | "bundle";

export type RequestSeen = {
  workspaceId: string;
  requestId: string;
  purpose: LinkPurpose;
  state: "open" | "identified" | "disowned" | "closed" | "expired" | "gone";
  kind: RequestKind;
  email: string;
  dueOn: CalendarDay;
  bundleUntil: Date | null;
  sender: string;
  colour: SenderColour;
  logo: Logo;
  postalAddress: string | null;
};

type Row = {
  workspace_id: string;
  id: string;
  purpose: LinkPurpose;
  state: RequestSeen["state"];
  kind: RequestKind;
  email: string;
  due_on: string | Date;
  bundle_until: Date | string | null;
  sender: string;
  colour: SenderColour;
  logo: LogoRow;
  postal_address: string | null;
};

/** A random token of 32 bytes. Anything else was cut off or made up, and asks the database nothing. */
const token43 = /^[A-Za-z0-9_-]{43}$/;

/**
 * Returns what the mailed link of a request opens; null for one that was replaced, cut off or made up. Looking changes nothing,
 * because mail filters open every link.
 * @throws AppError unavailable.
 */
export async function lookAtRequest(token: string, purpose: LinkPurpose): Promise<RequestSeen | null> {
  if (!token43.test(token)) return null;
  const [row] = await lookup<Row>`
    select workspace_id, id, purpose, state, kind, email, due_on::text as due_on, bundle_until, sender, colour, logo,
      postal_address
    from subject_request_by_token(${hashToken(token)}) where purpose = ${purpose}`;
  if (!row) return null;
  return {
    workspaceId: row.workspace_id,
    requestId: row.id,
    purpose: row.purpose,
    state: row.state,
    kind: row.kind,
    email: row.email,
    dueOn: String(row.due_on),
    bundleUntil: row.bundle_until === null ? null : new Date(row.bundle_until),
    sender: row.sender,
    colour: row.colour,
    logo: logoShown(row.workspace_id, row.logo),
    postalAddress: row.postal_address,
  };
}

export type Waiting = { id: string; kind: RequestKind; words: string | null; receivedOn: CalendarDay };

/** What waits for one proof: a page of lines, and how many pages there are. */
export type WaitingPage = { lines: Waiting[]; page: number; pages: number };

/**
 * Returns the requests that wait for the same proof as the mailed link, its own first: somebody else may have sent any number of them. A line
 * stands for all of the same kind and words.
 * @throws AppError unavailable.
 */
export async function waitingBeside(token: string, page = 1): Promise<WaitingPage> {
  const rows = await lookup<Omit<Waiting, "receivedOn"> & { received_on: string; pages: number }>`
    select id, kind, words, received_on::text as received_on, pages from subject_requests_to_prove(${hashToken(token)}, ${page}::int)`;
  const lines = rows.map(({ id, kind, words, received_on }) => ({
    id,
    kind,
    words,
    receivedOn: String(received_on),
  }));
  return { lines, page, pages: Number(rows[0]?.pages ?? 1) };
}

/**
 * Returns what the link that proves a request opens, before its press is counted.
 * @throws AppError notFound for a link that is none.
 */
export async function proofOf({ token }: { token: string }): Promise<RequestSeen> {
  const seen = await lookAtRequest(token, "proof");
  if (!seen) throw notFound("request");
  return seen;
}
