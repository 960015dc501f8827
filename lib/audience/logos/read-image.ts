import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { buffer, text } from "node:stream/consumers";
import { invalid } from "#lib/core/errors.ts";
import { takeTurns } from "#lib/core/take-turns.ts";

type Encoded = { bytes: Buffer; width: number; height: number };

/** The first bytes of a PNG, a JPEG and a WebP, in hex. */
const kinds = [/^89504e470d0a1a0a/, /^ffd8ff/, /^52494646.{8}57454250/];

/** The program reads no secret of this process: it gets the file and no environment. */
const program = "scripts/processes/decode-picture.ts";
/** Most of it is for the start of the program on a busy machine. */
const MILLISECONDS = 20_000;
const BACKGROUND = 5;

const inTurn = takeTurns({
  places: 1,
  each: 1,
  queue: { most: 12, ofOne: 2, words: "Many pictures are being read right now. Try again in a minute." },
});

const refusals: Record<string, string> = {
  large: "This picture is too large. Choose one of at most 4 million pixels, such as 2,000 × 2,000.",
  deep: "This picture is interlaced with 16 bits a color. Save it again as a plain PNG.",
  detailed: "This picture is too detailed for a logo.",
};
const unreadable = "This picture cannot be read. Save it again as PNG, at most 2,000 pixels wide.";

/**
 * Returns a picture encoded anew as a small PNG, so that nothing of the file itself is ever served: no script, no second
 * format in the same file, no place and camera. What it is, its first bytes say; its name and claimed type count for nothing.
 * Pictures are decoded one at a time, those of one `owner` in turn with those of others.
 * @throws AppError invalid beside the field, for anything but a PNG, JPEG or WebP picture; unavailable while too many wait.
 */
export async function readImage(file: Buffer, owner = "all"): Promise<Encoded> {
  const head = file.subarray(0, 16).toString("hex");
  if (!kinds.some((magic) => magic.test(head)))
    throw invalid({ image: "Choose a PNG, JPEG or WebP picture. SVG files can carry scripts." });
  const bytes = await inTurn(owner, () => decodePicture(file));
  return { bytes, width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

async function decodePicture(file: Buffer): Promise<Buffer> {
  const child = spawn(process.execPath, ["--max-old-space-size=64", program], {
    env: { UV_THREADPOOL_SIZE: "1", NODE_ENV: process.env.NODE_ENV },
    timeout: MILLISECONDS,
    killSignal: "SIGKILL",
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  child.stdin.on("error", () => {}); // It ended before it had read all; its words say why.
  if (child.pid) setPriority(child.pid, BACKGROUND);
  child.stdin.end(file);
  const [bytes, word, code] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
  if (code === 0 && bytes.length > 24) return bytes;
  throw invalid({ image: refusals[word] ?? unreadable });
}
