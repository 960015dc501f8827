import { buffer } from "node:stream/consumers";
import sharp from "sharp";

/**
 * The program of lib/audience/logos/read-image.ts: reads a picture from its input and writes the small PNG to its output, or one of the words below
 * to its errors. It is a process of its own, so that a picture that is slow to decode takes no thread and no memory of those that
 * serve pages and check passwords.
 */
const MOST_PIXELS = 4_000_000;
const MOST_BYTES = 150_000;
const sizes = [
  [480, 160],
  [240, 80],
] as const;

sharp.concurrency(1);
sharp.cache(false);

try {
  process.stdout.write(await smallPng(await buffer(process.stdin)));
} catch (error) {
  const word = error instanceof Error && error.message;
  process.stderr.write(word === "large" || word === "deep" || word === "detailed" ? word : "unreadable");
  process.exitCode = 1;
}

async function smallPng(file: Buffer): Promise<Buffer> {
  const options = { limitInputPixels: MOST_PIXELS, failOn: "error", pages: 1 } as const;
  await checkHead(file);
  for (const [width, height] of sizes) {
    const data = await sharp(file, options)
      .timeout({ seconds: 5 })
      .rotate()
      .resize({ width, height, fit: "inside", withoutEnlargement: true })
      .png({ compressionLevel: 9, palette: true })
      .toBuffer();
    if (data.length <= MOST_BYTES) return data;
  }
  throw new Error("detailed");
}

/** Refuses by what the head says, before one pixel is decoded: a small file can hold a huge picture. */
async function checkHead(file: Buffer) {
  const { width, height, depth, isProgressive, format } = await sharp(file, {
    limitInputPixels: false,
  }).metadata();
  if (width * height > MOST_PIXELS) throw new Error("large");
  // Such a picture is held whole and passed over seven times.
  if (format === "png" && isProgressive && depth !== "uchar") throw new Error("deep");
}
