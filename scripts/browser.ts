import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const cache = join(root, "node_modules/.cache/mailneo");

/**
 * Returns the browser for the stories. On Linux x64 it comes from npm; otherwise it is Playwright's
 * own, downloaded when missing, or the system's Chromium.
 * @throws when there is none of them, saying what to install.
 */
export async function browserPath(say: (line: string) => void = () => {}): Promise<string> {
  if (process.platform === "linux" && process.arch === "x64") {
    const packed = await fromPackage();
    if (packed && runs(packed)) return packed;
  }
  const own = await playwrightsOwn(say);
  if (own) return own;
  const system = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    existsSync,
  );
  if (system && runs(system)) return system;
  throw new Error(
    "No browser for the stories runs here. Install Chromium (Debian: apt-get install chromium), or run: npx playwright install --with-deps chromium",
  );
}

/** Returns the browser's flags, because root cannot use the sandbox and a container's /dev/shm is small. */
export function browserArgs(): string[] {
  return ["--disable-dev-shm-usage", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
}

/**
 * Unpacks once per version into a draft folder and renames it, so that a half-unpacked browser is
 * never found.
 */
async function fromPackage(): Promise<string | null> {
  let version: string;
  try {
    const main = require.resolve("@sparticuz/chromium");
    ({ version } = require(
      join(main.slice(0, main.indexOf("chromium") + "chromium".length), "package.json"),
    ));
  } catch {
    return null;
  }
  const target = join(cache, `chromium-${version}`);
  if (existsSync(target)) return join(target, "chromium");
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = draft; // the package unpacks to the folder for temporary files
  try {
    const { default: chromium, inflate } = await import("@sparticuz/chromium");
    await chromium.executablePath();
    const bin = join(require.resolve("@sparticuz/chromium"), "../../bin/al2023.tar.br");
    if (existsSync(bin)) await inflate(bin);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  return join(target, "chromium");
}

/**
 * Returns whether a browser runs. Uses the libraries that came along on a machine without those
 * that browsers need.
 */
function runs(path: string): boolean {
  const works = () =>
    spawnSync(path, ["--version", ...browserArgs()], { stdio: "ignore", timeout: 20_000 }).status === 0;
  if (works()) return true;
  const libraries = join(path, "../al2023/lib");
  if (!existsSync(libraries)) return false;
  process.env.LD_LIBRARY_PATH = [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  process.env.FONTCONFIG_PATH ??= join(path, "../fonts");
  return works();
}

async function playwrightsOwn(say: (line: string) => void): Promise<string | null> {
  const { chromium } = await import("@playwright/test");
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  say("Installing a browser for the stories");
  try {
    const cli = join(require.resolve("@playwright/test/package.json"), "../cli.js");
    execFileSync(process.execPath, [cli, "install", "chromium"], { stdio: "ignore", timeout: 300_000 });
  } catch {
    return null;
  }
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}
