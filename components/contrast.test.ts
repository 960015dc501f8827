import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";

const css = read("../app/tokens.css");

/** [foreground, grounds it stands on] */
const text: [string, string[]][] = [
  ["ink", ["paper", "surface", "sunken", "pressed", "accent-wash", "danger-wash", "warn-wash"]],
  ["ink-soft", ["paper", "surface", "sunken", "pressed", "accent-wash", "danger-wash", "warn-wash"]],
  ["ink-faint", ["paper", "surface", "sunken"]],
  ["accent-ink", ["paper", "surface", "sunken", "pressed", "accent-wash"]],
  ["danger-ink", ["paper", "surface", "sunken", "danger-wash"]],
  ["warn-ink", ["paper", "surface", "sunken", "warn-wash"]],
  ["on-accent", ["accent", "accent-hover"]],
  ["on-danger", ["danger", "danger-hover"]],
  ["paper", ["ink"]],
];
const controls: [string, string[]][] = [
  ["line-control", ["paper", "surface"]],
  ["focus", ["paper", "surface", "sunken"]],
  ["accent", ["paper", "surface", "pressed"]],
  ["danger", ["surface"]],
  ["danger-ink", ["surface", "paper"]],
  ["warn", ["surface", "paper"]],
  ["series-1", ["surface"]],
  ["series-2", ["surface"]],
  ["series-3", ["surface"]],
  ["series-4", ["surface"]],
  ["series-5", ["surface"]],
];

for (const theme of ["light", "dark"] as const) {
  test(`text holds 4.5 to 1 in the ${theme} theme`, () => {
    expect(failures(theme, text, 4.5)).toEqual([]);
  });

  test(`controls, focus and charts hold 3 to 1 in the ${theme} theme`, () => {
    expect(failures(theme, controls, 3)).toEqual([]);
  });
}

test("every sender colour keeps text readable in both themes", () => {
  const senders = [...css.matchAll(/--sender-(\w+): (oklch\([^)]+\))/g)];
  expect(senders).toHaveLength(7);
  const white = colour("on-sender", "light");
  for (const [, name, value] of senders) {
    const accent = parse(value ?? "", 0);
    expect.soft(contrast(accent, white), `words on ${name}`).toBeGreaterThanOrEqual(4.5);
    for (const theme of ["light", "dark"] as const) {
      const surface = colour("surface", theme);
      expect.soft(contrast(accent, surface), `${name}, ${theme}`).toBeGreaterThanOrEqual(3);
    }
  }
});

test("mails show the sender colours that pages show", () => {
  const mails = read("../lib/audience/subscriber-pages/sender-colours.ts");
  for (const [, name, value] of css.matchAll(/--sender-(\w+): (oklch\([^)]+\))/g))
    expect.soft(mails).toContain(`${name}: "${hex(parse(value ?? "", 0))}"`);
});

test("the browser's own bars have the paper's colour", () => {
  const layout = read("../app/layout.tsx");
  expect(layout).toContain(`"${hex(colour("paper", "light"))}"`);
  expect(layout).toContain(`"${hex(colour("paper", "dark"))}"`);
});

type Theme = "light" | "dark";
type Rgb = [number, number, number];

function read(path: string) {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

function failures(theme: Theme, pairs: [string, string[]][], least: number) {
  return pairs.flatMap(([front, grounds]) =>
    grounds
      .map((ground) => ({ front, ground, ratio: contrast(colour(front, theme), colour(ground, theme)) }))
      .filter((pair) => pair.ratio < least)
      .map((pair) => `${pair.front} on ${pair.ground}: ${pair.ratio.toFixed(2)}`),
  );
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: Rgb, b: Rgb) {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance([red, green, blue]: Rgb) {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Reads `--name: light-dark(oklch(…), oklch(…))`, or one oklch for both themes, as linear sRGB. */
function colour(name: string, theme: Theme): Rgb {
  const line = new RegExp(`^\\s*--${name}:\\s*([^;]+);`, "m").exec(css)?.[1];
  if (!line) throw new Error(`tokens.css has no --${name}`);
  return parse(line, theme === "dark" && line.includes("light-dark") ? 1 : 0);
}

function parse(value: string, at: number): Rgb {
  const chosen = [...value.matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)/g)][at];
  if (!chosen) throw new Error(`${value} is not oklch`);
  return linearSrgb(Number(chosen[1]), Number(chosen[2]), Number(chosen[3]));
}

/** Björn Ottosson's OKLab matrices; clipped to sRGB, as a plain screen shows it. */
function linearSrgb(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function clip(value: number) {
  return Math.min(1, Math.max(0, value));
}

function hex(rgb: Rgb) {
  const encode = (value: number) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
  return `#${rgb
    .map((value) =>
      Math.round(encode(value) * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}
