import PDFDocument from "pdfkit";
import { cutText } from "#lib/core/cut-text.ts";
import { directionsOf, piecesOf } from "./direction.ts";
import { fontCount, fontFile, plainFonts } from "./fonts.ts";

const margin = 56;
const nameWidth = 130;
/** Bytes that wait for the reader before writing stops, so that a slow download holds no more in memory. */
const mostWaiting = 256 * 1024;
/** The most widths of words that are remembered. */
const mostWidths = 5000;
/** The longest text in one place. */
const longest = 20_000;

type Font = { hasGlyphForCodePoint: (codePoint: number) => boolean };

/**
 * Writes a document of headings and named values as PDF, in any script: a typeface is chosen letter by letter, and lines of
 * Arabic or Hebrew run leftwards. `stream` is read while the document is written; call `ready` between parts.
 */
export class Pdf {
  readonly stream: PDFKit.PDFDocument;
  #y = margin;
  readonly #fonts: Font[] = [];
  #wake = () => {};

  constructor(title: string, language = "en") {
    this.stream = new PDFDocument({
      size: "A4",
      margin,
      lang: language,
      displayTitle: true,
      info: { Title: clean(title), Creator: "Mailneo", Producer: "Mailneo" },
    });
    this.stream._read = () => this.#wake();
    this.stream.once("close", () => this.#wake());
  }

  heading(text: string, size = 13) {
    this.#space(size * 3);
    this.#y += size * 0.8;
    this.#flow(text, { x: margin, width: this.#width, size });
    this.#y += 4;
  }

  text(text: string) {
    this.#flow(text, { x: margin, width: this.#width, size: 10 });
  }

  /** Writes a value behind its name. */
  value(name: string, value: string) {
    this.#space(14);
    const [page, top] = [this.#page, this.#y];
    this.#flow(name, { x: margin, width: nameWidth - 8, size: 9, colour: "#555555" });
    const below = this.#y;
    if (this.#page === page) this.#y = top;
    this.#flow(value, { x: margin + nameWidth, width: this.#width - nameWidth, size: 9 });
    if (this.#page === page) this.#y = Math.max(this.#y, below);
  }

  /** Draws a line between two entries. */
  rule() {
    this.#space(24);
    this.#y += 6;
    this.stream
      .moveTo(margin, this.#y)
      .lineTo(margin + this.#width, this.#y)
      .lineWidth(0.5)
      .strokeColor("#cccccc")
      .stroke();
    this.#y += 6;
  }

  /** Lets other work go on, and waits until the reader has taken what was written. False: nobody reads any more. */
  async ready(): Promise<boolean> {
    await new Promise(setImmediate);
    while (!this.stream.destroyed && this.stream.readableLength > mostWaiting)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return !this.stream.destroyed;
  }

  end() {
    this.stream.end();
  }

  get #width() {
    return this.stream.page.width - 2 * margin;
  }

  #page = 1;

  /** Begins another page where less than `height` is left. */
  #space(height: number) {
    if (this.#y + height <= this.stream.page.height - margin) return;
    this.stream.addPage();
    this.#page += 1;
    this.#y = margin;
  }

  #flow(text: string, place: { x: number; width: number; size: number; colour?: string }) {
    const { x, width, size, colour = "#111111" } = place;
    for (const paragraph of clean(text).split("\n")) {
      const directions = directionsOf(paragraph);
      for (const [from, to] of this.#lines(paragraph, width, size)) {
        this.#space(size * 1.45);
        const pieces = piecesOf(paragraph, directions, from, to);
        const wide = pieces.reduce((sum, piece) => sum + this.#widthOf(piece.text, size), 0);
        let left = directions.fromRight ? x + width - wide : x;
        for (const { text: word, leftwards } of pieces) {
          const runs = this.#runs(word);
          for (const run of leftwards ? runs.toReversed() : runs) {
            if (run.text.trim() !== "") {
              this.#use(run.font, size).fillColor(colour);
              // The last typeface has no rules of its own by which letters turn around.
              const drawn =
                leftwards && run.font === fontCount - 1 ? [...run.text].reverse().join("") : run.text;
              this.stream.text(drawn, left, this.#y, { lineBreak: false, ...whole(run) });
            }
            left += this.#runWidth(run, size);
          }
        }
        this.#y += size * 1.45;
      }
    }
  }

  /** Returns where each line of a paragraph begins and ends. A word wider than the line is broken between letters. */
  #lines(paragraph: string, width: number, size: number): [number, number][] {
    const lines: [number, number][] = [];
    let [from, at, used] = [0, 0, 0];
    const cut = () => {
      lines.push([from, at]);
      from = at;
      used = 0;
    };
    for (const word of paragraph.match(/\s+|\S+/g) ?? []) {
      const wide = this.#widthOf(word, size);
      if (used + wide > width && used > 0 && word.trim() !== "") cut();
      if (wide <= width) {
        at += word.length;
        used += wide;
        continue;
      }
      for (const { segment } of letters.segment(word)) {
        const each = this.#widthOf(segment, size);
        if (used + each > width && used > 0) cut();
        at += segment.length;
        used += each;
      }
    }
    at = paragraph.length;
    lines.push([from, at]);
    return lines;
  }

  /** Widths of words at one point, because the same words come again. */
  readonly #widths = new Map<string, number>();

  #widthOf(text: string, size: number): number {
    return this.#runs(text).reduce((sum, run) => sum + this.#runWidth(run, size), 0);
  }

  #runWidth({ font, text }: Run, size: number): number {
    const key = `${font} ${text}`;
    let wide = this.#widths.get(key);
    if (wide === undefined) {
      wide = this.#use(font, 1).widthOfString(text, whole({ font, text }));
      if (this.#widths.size >= mostWidths) this.#widths.clear();
      this.#widths.set(key, wide);
    }
    return wide * size;
  }

  /** Returns a text in runs of one typeface each. A mark stays with its letter. */
  #runs(text: string): Run[] {
    const runs: Run[] = [];
    for (const letter of text) {
      const last = runs.at(-1);
      const code = letter.codePointAt(0) ?? 0;
      if (last && (joins.test(letter) ? this.#has(last.font, code) : this.#fontFor(code) === last.font)) {
        last.text += letter;
        continue;
      }
      const font = this.#fontFor(code);
      if (font !== undefined) runs.push({ font, text: letter });
      // No typeface has it, such as an emoji: its number is written, so that nothing is lost.
      else for (const sign of `[U+${code.toString(16).toUpperCase()}]`) runs.push({ font: 0, text: sign });
    }
    return runs;
  }

  #fontFor(code: number): number | undefined {
    const known = this.#chosen.get(code);
    if (known !== undefined) return known;
    let found = 0;
    while (found < fontCount && !this.#has(found, code)) found += 1;
    if (found === fontCount) return undefined;
    this.#chosen.set(code, found);
    return found;
  }

  readonly #chosen = new Map<number, number>();

  #has(font: number, code: number): boolean {
    if (!this.#fonts[font]) this.#use(font, 10);
    return this.#fonts[font]?.hasGlyphForCodePoint(code) ?? false;
  }

  #use(font: number, size: number) {
    const name = `font ${font}`;
    if (!this.#fonts[font]) {
      this.stream.registerFont(name, fontFile(font));
      this.stream.font(name);
      this.#fonts[font] = (this.stream as unknown as { _font: { font: Font } })._font.font;
    }
    return this.stream.font(name).fontSize(size);
  }
}

type Run = { font: number; text: string };

/**
 * Keeps letters of Latin, Greek and Cyrillic in one glyph each. A letter that the typeface takes apart, such as ị, is read
 * back with a stray sign behind it.
 */
const whole = ({ font, text }: Run) =>
  font < plainFonts && accents.test(text) ? { features: { ccmp: false, liga: false } as never } : {};

const accents = /[^ -~]/;

const letters = new Intl.Segmenter("en", { granularity: "grapheme" });
const joins = /^[\p{M}\u200c\u200d]$/u;

/** Returns a text without control characters, which no page shows. */
function clean(text: string): string {
  const cut = text.length > longest ? `${cutText(text, longest)}…` : text;
  return cut
    .normalize("NFC")
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[^\P{Cc}\n]/gu, " ")
    .replaceAll(/\p{Cs}/gu, "\uFFFD");
}
