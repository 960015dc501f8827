import { invalid } from "#lib/core/errors.ts";

type Encoded = { bytes: Buffer; width: number; height: number };

/** The first bytes of a PNG, a JPEG and a WebP, in hex. */
const kinds = [/^89504e470d0a1a0a/, /^ffd8ff/, /^52494646.{8}57454250/];

/** A picture of more pixels is refused before it is decoded, because a small file can hold a huge one. */
const MOST_PIXELS = 25_000_000;
const MOST_BYTES = 150_000;

/**
 * Returns a picture encoded anew as a small PNG, so that nothing of the file itself is ever served: no script, no second
 * format in the same file, no place and camera. What it is, its first bytes say; its name and claimed type count for nothing.
 * @throws AppError invalid beside the field, for anything but a PNG, JPEG or WebP picture.
 */
export async function readImage(file: Buffer): Promise<Encoded> {
  const head = file.subarray(0, 16).toString("hex");
  if (!kinds.some((magic) => magic.test(head)))
    throw invalid({ image: "Choose a PNG, JPEG or WebP picture. SVG files can carry scripts." });
  // Loaded here alone, because only the form that takes a logo needs it.
  const { default: sharp } = await import("sharp");
  for (const [width, height] of [
    [480, 160],
    [240, 80],
  ] as const) {
    try {
      const { data, info } = await sharp(file, { limitInputPixels: MOST_PIXELS, failOn: "error", pages: 1 })
        .timeout({ seconds: 10 })
        .rotate()
        .resize({ width, height, fit: "inside", withoutEnlargement: true })
        .png({ compressionLevel: 9, palette: true })
        .toBuffer({ resolveWithObject: true });
      if (data.length <= MOST_BYTES) return { bytes: data, width: info.width, height: info.height };
    } catch {
      throw invalid({
        image: "This picture cannot be read. Save it again as PNG, at most 5,000 pixels wide.",
      });
    }
  }
  throw invalid({ image: "This picture is too detailed for a logo." });
}
