import { escapeHtml } from "./merge.ts";

/** A logo in a mail. Its address is the same for every reader, so that it counts nobody. */
export type Picture = { url: string; width: number; height: number };

/** Returns a logo that takes no more than 48 pixels in height and 240 in width, whatever the picture has. @throws Error for no web address. */
export function pictureHtml({ url, width, height }: Picture, name: string): string {
  if (!/^https?:\/\/[!-~]+$/.test(url)) throw new Error("not a picture for a message");
  const scale = Math.min(1, 240 / width, 48 / height);
  const [wide, high] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  return `<img src="${escapeHtml(url)}" alt="${escapeHtml(name)}" width="${wide}" height="${high}" style="display:block;border:0">`;
}
