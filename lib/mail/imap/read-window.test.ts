import { expect, test } from "@playwright/test";
import type { FetchMessageObject } from "imapflow";
import { type Dovecot, noDovecot, startDovecot } from "#testing/servers/dovecot.ts";
import { startFaultProxy } from "#testing/servers/fault-proxy.ts";
import { ImapFailure } from "./failure.ts";
import { openLocally, reasonOf } from "./imap.fixture.ts";
import { type MailWindow, readWindow, type WindowLimits } from "./read-window.ts";
import type { ImapSession, OpenFolder } from "./session.ts";

const mail = (n: number, size = 20) => `Subject: mail ${n}\r\n\r\n${"x".repeat(size)}\r\n`;
const subjects = ({ mails }: MailWindow) =>
  mails.map(({ source }) => /^Subject: (.*)\r$/m.exec(source.toString())?.[1] ?? "");

/** Reads a folder to its end, window by window. */
async function readAll(session: ImapSession, limits: Partial<WindowLimits> = {}, after = 0) {
  const folder = await session.openFolder("INBOX");
  const windows: MailWindow[] = [];
  let through = after;
  for (;;) {
    const window = await readWindow(session, folder, through, limits);
    windows.push(window);
    through = window.through;
    if (!window.more) return { windows, through, mails: windows.flatMap(({ mails }) => mails) };
  }
}

test.describe("with Dovecot", () => {
  test.skip(noDovecot !== null, noDovecot ?? "");
  let server: Dovecot;
  test.beforeAll(async () => {
    const users = { ann: "secret-1", gaps: "secret-1", large: "secret-1", cut: "secret-1", gone: "secret-1" };
    server = await startDovecot({ users });
  });
  test.afterAll(() => server.stop());
  const open = (username: string, over = {}) =>
    openLocally(server.tlsPort, { ca: server.ca, address: server.host, username, ...over });

  test("a folder is read in windows, and continued where it ended", async () => {
    server.deliver(
      "ann",
      Array.from({ length: 7 }, (_, n) => mail(n + 1)),
    );
    const session = await open("ann");
    const { windows, through } = await readAll(session, { mails: 3 });
    expect(windows.map(subjects)).toEqual([
      ["mail 1", "mail 2", "mail 3"],
      ["mail 4", "mail 5", "mail 6"],
      ["mail 7"],
    ]);
    expect(through).toBe(7);
    server.deliver("ann", [mail(8)]);
    const later = await readAll(session, { mails: 3 }, through);
    expect(later.windows.map(subjects)).toEqual([["mail 8"]]);
    expect(later.through).toBe(8);
    expect((await readAll(session, {}, 8)).mails).toEqual([]);
    await session.close();
  });

  test("UIDs with wide gaps are all found", async () => {
    server.deliver(
      "gaps",
      Array.from({ length: 12 }, (_, n) => mail(n + 1)),
    );
    server.doveadm("expunge", "-u", "gaps", "mailbox", "INBOX", "uid", "2:5,7:11");
    server.doveadm("mailbox", "update", "-u", "gaps", "--min-next-uid", "3000000", "INBOX");
    server.deliver("gaps", [mail(13), mail(14), mail(15)]);
    const session = await open("gaps");
    const { mails } = await readAll(session, { mails: 2 });
    expect(mails.map(({ uid }) => uid)).toEqual([1, 6, 12, 3_000_000, 3_000_001, 3_000_002]);
    await session.close();
  });

  test("a mail that is too large is returned by its beginning", async () => {
    server.deliver("large", [mail(1), mail(2, 300_000), mail(3)]);
    const session = await open("large");
    const limits = { ofOneMail: 100_000, ofLargeMail: 500 };
    const { mails } = await readAll(session, limits);
    expect(mails.map(({ uid, whole, source }) => [uid, whole, source.length > 500])).toEqual([
      [1, true, false],
      [2, false, false],
      [3, true, false],
    ]);
    expect(mails[1]?.size).toBeGreaterThan(300_000);
    expect(mails[1]?.source.toString()).toContain("Subject: mail 2");
    const few = await readAll(session, { bytes: 100 });
    expect(few.windows.map(({ mails: its }) => its.length)).toEqual([1, 1, 1]);
    await session.close();
  });

  test("a connection cut at any byte loses and repeats no mail", async () => {
    test.slow();
    server.deliver(
      "cut",
      Array.from({ length: 9 }, (_, n) => mail(n + 1, 3000)),
    );
    const proxy = await startFaultProxy({ host: server.host, port: server.tlsPort });
    const over = { address: "127.0.0.1", timeouts: { connectMs: 2000, silenceMs: 2000 } };
    const whole = async () => {
      const session = await openLocally(proxy.port, { ca: server.ca, username: "cut", ...over });
      try {
        return await readAll(session, { mails: 4 });
      } finally {
        await session.close();
      }
    };
    await whole();
    const bytes = proxy.passed();
    expect(bytes).toBeGreaterThan(9 * 3000);
    for (let cut = 1; cut < bytes; cut += Math.ceil(bytes / 40)) {
      proxy.set({ cutAfter: cut });
      const seen: string[] = [];
      let after = 0;
      const turn = async () => {
        const session = await openLocally(proxy.port, { ca: server.ca, username: "cut", ...over });
        try {
          const folder = await session.openFolder("INBOX");
          for (let more = true; more; ) {
            const window = await readWindow(session, folder, after, { mails: 4 });
            expect(window.mails.every(({ whole: all, source }) => all && source.length > 3000)).toBe(true);
            seen.push(...subjects(window));
            after = window.through;
            more = window.more;
          }
        } finally {
          await session.close();
        }
      };
      await turn().catch((error: unknown) => expect(error).toBeInstanceOf(ImapFailure));
      proxy.set({});
      await turn();
      expect(seen, `cut after ${cut}`).toEqual(Array.from({ length: 9 }, (_, n) => `mail ${n + 1}`));
    }
    proxy.close();
  });

  test("a server that stalls inside a mail is left after its silence", async () => {
    const proxy = await startFaultProxy({ host: server.host, port: server.tlsPort }, { stallAfter: 20_000 });
    const timeouts = { silenceMs: 500 };
    const session = await openLocally(proxy.port, { ca: server.ca, username: "cut", timeouts });
    expect(await reasonOf(readAll(session))).toMatch(/^(timeout|lost)$/);
    await session.close();
    proxy.close();
  });
});

/** A folder that answers as a hostile or broken server would. */
function pretend(
  rows: (uids: string, sources: boolean) => Partial<FetchMessageObject>[],
  folder: Partial<OpenFolder> = {},
) {
  const session: ImapSession = {
    openFolder: async () => ({ uidValidity: "1", uidNext: null, exists: 3, ...folder }),
    each: async ({ uids, query }, take) => {
      for (const row of rows(uids, Boolean(query.source))) take(row as FetchMessageObject);
    },
    close: async () => {},
  };
  return readAll(session, { mails: 10, ofOneMail: 1000, bytes: 2000, ofLargeMail: 100 });
}

test("an unreadable mail is recorded, and the others are read", async () => {
  const { mails, through } = await pretend((uids, sources) => {
    if (!sources)
      return [1, 2, 3].filter((uid) => uids !== "2" || uid === 2).map((uid) => ({ uid, size: 5 }));
    if (uids.includes("2")) throw new ImapFailure("command-refused", "SERVERBUG");
    return uids.split(",").map((uid) => ({ uid: Number(uid), source: Buffer.from("hello") }));
  });
  expect(mails.map(({ uid, whole, source }) => [uid, whole, source.length])).toEqual([
    [1, true, 5],
    [2, false, 0],
    [3, true, 5],
  ]);
  expect(through).toBe(3);
});

test("a mail that was deleted meanwhile is none", async () => {
  const { mails, through } = await pretend((uids, sources) => {
    if (!sources)
      return uids === "2"
        ? []
        : [
            { uid: 1, size: 5 },
            { uid: 2, size: 5 },
          ];
    return [{ uid: 1, source: Buffer.from("hello") }];
  });
  expect(mails.map(({ uid }) => uid)).toEqual([1]);
  expect(through).toBe(2);
});

test("rows out of place or form count for nothing", async () => {
  const { mails } = await pretend((_, sources) =>
    sources
      ? [
          { uid: 2, source: Buffer.from("two") },
          { uid: 2, flags: new Set() },
          { uid: 1, source: Buffer.from("one") },
          { uid: 9, source: Buffer.from("not asked for") },
        ]
      : [
          { uid: 2, size: 3 },
          { uid: 1, size: -4 },
          { uid: 1, size: 3 },
          { uid: -1 },
          { uid: 1.5 },
          { uid: 2 ** 40 },
          {},
        ],
  );
  expect(mails.map(({ uid, source }) => [uid, source.toString()])).toEqual([
    [1, "one"],
    [2, "two"],
  ]);
});

test("mails larger than announced are cut, and too many refused", async () => {
  const large = await pretend((_, sources) => [
    { uid: 1, ...(sources ? { source: Buffer.alloc(1001) } : { size: 3 }) },
  ]);
  expect(large.mails.map(({ whole, source, size }) => [whole, source.length, size])).toEqual([
    [false, 100, 1001],
  ]);
  const many = (sources: boolean) =>
    Array.from({ length: 9 }, (_, n) => ({
      uid: n + 1,
      ...(sources ? { source: Buffer.alloc(900) } : { size: 3 }),
    }));
  expect(await reasonOf(pretend((_, sources) => many(sources)))).toBe("out-of-bounds");
});
