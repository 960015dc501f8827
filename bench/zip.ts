// A ZIP archive of one large CSV file, against deflating and checking the same bytes and writing nothing else.
// node scripts/run.mjs bench zip [--size=1024 (MB)] [--rounds=3]
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";
import { zip } from "#lib/files/zip.ts";
import { readArguments } from "./arguments.ts";
import { type Line, printTable } from "./table.ts";

const { size, rounds } = readArguments({ size: 1024, rounds: 3 });
const pieces = csvPieces();
const limit: Line = { name: "deflate and crc32", rounds: [] };
const ours: Line = { name: "zip()", rounds: [], of: limit, target: 0.8 };
let peak = 0;

for (let round = 0; round < rounds; round++) {
  limit.rounds.push(await megabytesASecond(plainDeflate));
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  ours.rounds.push(await megabytesASecond(archive));
  clearInterval(watch);
}
printTable(
  `A ZIP archive of ${size.toLocaleString("en")} MB`,
  "MB/s",
  [limit, ours],
  [`The process took ${(peak / 1e6).toFixed(0)} MB of memory at most.`],
);

async function archive(): Promise<void> {
  for await (const _ of zip([{ name: "events.csv", bytes: source() }], new Date()));
}

async function plainDeflate(): Promise<void> {
  let crc = 0;
  const checked = async function* (bytes: AsyncIterable<Buffer>) {
    for await (const piece of bytes) {
      crc = crc32(piece, crc);
      yield piece;
    }
  };
  await pipeline(Readable.from(source()), checked, createDeflateRaw(), async (packed) => {
    for await (const _ of packed);
  });
}

/** Of processor time: what else the machine does meanwhile is nobody's figure. */
async function megabytesASecond(run: () => Promise<void>): Promise<number> {
  const began = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(began);
  return size / ((user + system) / 1e6);
}

function* source(): Generator<Buffer> {
  for (let at = 0; at < size * 16; at++) yield pieces[at % pieces.length] as Buffer;
}

/** Sixteen pieces of 64 kB with lines as an export of the audit log has them. */
function csvPieces(): Buffer[] {
  return Array.from({ length: 16 }, (_, piece) => {
    let text = "";
    for (let row = piece * 100_000; text.length < 65_536; row++) {
      const hash = ((row * 2_654_435_761) >>> 0).toString(16);
      text += `2026-11-${(row % 28) + 1}T10:${row % 60}:09Z,${hash},member,newsletter.update,done,"Reader ${row} changed a name",192.0.2.${row % 250}\r\n`;
    }
    return Buffer.from(text.slice(0, 65_536));
  });
}
