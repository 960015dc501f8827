import type { FetchMessageObject } from "imapflow";
import { ImapFailure } from "./failure.ts";
import { type ImapSession, isUid, mostOfOneMail, type OpenFolder } from "./session.ts";

/** A mail as it stands in the folder. `whole` is false for one that is too large or that the server cannot read. */
export type ReadMail = {
  uid: number;
  /** Bytes, as the server announced them. */
  size: number;
  receivedAt: Date | null;
  source: Buffer;
  whole: boolean;
};

/** Mails in the order of their UIDs. Everything up to `through` was read, and `more` says whether the folder holds further ones. */
export type MailWindow = { mails: ReadMail[]; through: number; more: boolean };

export type WindowLimits = {
  /** Mails of one window. */
  mails: number;
  /** Announced bytes of one window, apart from its first mail. */
  bytes: number;
  /** Bytes of a mail that is read whole. */
  ofOneMail: number;
  /** Bytes that are read of a larger one: enough for its header. */
  ofLargeMail: number;
};

const most: WindowLimits = {
  mails: 200,
  bytes: 16 * 1024 * 1024,
  ofOneMail: mostOfOneMail,
  ofLargeMail: 64 * 1024,
};

/**
 * Reads the mails after UID `after` of an open folder, at most a window of them. No mail is left out: one that is too large, or that
 * the server fails to hand over, is returned with `whole: false`. A mail that was deleted meanwhile is none.
 * @throws ImapFailure
 */
export async function readWindow(
  session: ImapSession,
  folder: OpenFolder,
  after: number,
  limits: Partial<WindowLimits> = {},
): Promise<MailWindow> {
  const bound = { ...most, ...limits };
  const listed = await listNext(session, folder, after, bound.mails);
  const taken = firstOf(listed.rows, bound);
  const mails = await sourcesOf(session, taken, bound);
  const through = taken.at(-1)?.uid ?? after;
  return { mails, through, more: listed.more || taken.length < listed.rows.length };
}

type Listed = { uid: number; size: number };

/**
 * Returns the next mails after `after`, by UID. UIDs may have wide gaps, so that a range without mails grows. A range with too many
 * is asked again in a size that cannot hold more.
 */
async function listNext(session: ImapSession, folder: OpenFolder, after: number, count: number) {
  const last = folder.uidNext === null ? maxUid : Math.max(folder.uidNext - 1, after + 1);
  let from = after + 1;
  let width = folder.exists <= count ? maxUid : count;
  while (from <= last) {
    const to = Math.min(from + width - 1, last);
    const rows = new Map<number, Listed>();
    let tooMany = false;
    // `*` is the last mail, whatever its UID, so that a UIDNEXT that lags behind hides none.
    const uids = `${from}:${to === last ? "*" : to}`;
    await session.each({ uids, query: { size: true } }, ({ uid, size }) => {
      if (!isUid(uid) || uid < from || (to < last && uid > to)) return;
      if (rows.size >= count && !rows.has(uid)) tooMany = true;
      else rows.set(uid, { uid, size: isSize(size) ? size : 0 });
    });
    if (tooMany && width > count) {
      width = count;
      continue;
    }
    if (tooMany) throw new ImapFailure("out-of-bounds", `more than ${count} mails in ${uids}`);
    if (rows.size > 0) return { rows: [...rows.values()].sort(byUid), more: to < last };
    from = to + 1;
    width = Math.min(width * 8, maxUid);
  }
  return { rows: [], more: false };
}

const maxUid = 0xffff_ffff;
const byUid = (one: { uid: number }, other: { uid: number }) => one.uid - other.uid;
const isSize = (size: unknown): size is number => Number.isSafeInteger(size) && (size as number) >= 0;

/** Returns as many mails from the start as the bytes of a window allow, and one at least. */
function firstOf(rows: Listed[], { bytes, ofOneMail, ofLargeMail }: WindowLimits): Listed[] {
  let sum = 0;
  const end = rows.findIndex(({ size }, at) => {
    sum += size > ofOneMail ? ofLargeMail : size;
    return at > 0 && sum > bytes;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

async function sourcesOf(session: ImapSession, listed: Listed[], bound: WindowLimits): Promise<ReadMail[]> {
  const found = new Map<number, ReadMail>();
  const small = listed.filter(({ size }) => size <= bound.ofOneMail);
  const large = listed.filter(({ size }) => size > bound.ofOneMail);
  await readSources(session, small, bound.ofOneMail, bound, found);
  await readSources(session, large, bound.ofLargeMail, bound, found);
  return [...found.values()].sort(byUid);
}

async function readSources(
  session: ImapSession,
  listed: Listed[],
  mostBytes: number,
  bound: WindowLimits,
  found: Map<number, ReadMail>,
): Promise<void> {
  if (listed.length === 0) return;
  const sizes = new Map(listed.map(({ uid, size }) => [uid, size]));
  let bytes = 0;
  const take = ({ uid, source, internalDate }: FetchMessageObject) => {
    const size = sizes.get(uid);
    // A change of flags by another program comes as a row too, without a source.
    if (size === undefined || !source) return;
    bytes += found.has(uid) ? 0 : source.length;
    // Sizes that are announced too small must not fill the memory.
    if (bytes > 2 * bound.bytes + bound.ofOneMail)
      throw new ImapFailure("out-of-bounds", "mails are larger than announced");
    const whole = size <= bound.ofOneMail && source.length <= mostBytes;
    const kept = whole ? source : Buffer.from(source.subarray(0, bound.ofLargeMail));
    found.set(uid, {
      uid,
      size: Math.max(size, source.length),
      receivedAt: dateOf(internalDate),
      source: kept,
      whole,
    });
  };
  const query = { internalDate: true, source: { start: 0, maxLength: mostBytes + 1 } };
  try {
    await session.each({ uids: listed.map(({ uid }) => uid).join(","), query }, take);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  for (const { uid, size } of listed)
    if (!found.has(uid)) await readAlone(session, { uid, size }, query, take, found);
}

/** Reads one mail that a window's answer left out: it was deleted, or the server cannot read it. */
async function readAlone(
  session: ImapSession,
  { uid, size }: Listed,
  query: { internalDate: boolean; source: { start: number; maxLength: number } },
  take: (row: FetchMessageObject) => void,
  found: Map<number, ReadMail>,
) {
  try {
    await session.each({ uids: String(uid), query }, take);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  if (found.has(uid)) return;
  let there = false;
  await session.each({ uids: String(uid), query: { size: true } }, (row) => {
    there ||= row.uid === uid;
  });
  if (there) found.set(uid, { uid, size, receivedAt: null, source: Buffer.alloc(0), whole: false });
}

/** Returns whether the server refused one command, and the session goes on. */
const isRefusal = (error: unknown) =>
  error instanceof ImapFailure && (error.reason === "command-refused" || error.reason === "no-folder");

function dateOf(value: Date | string | undefined): Date | null {
  const date = value === undefined ? null : new Date(value);
  return date && !Number.isNaN(date.getTime()) ? date : null;
}
