import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * The three scripts of subscribe forms. `prove` hands a challenge to `prove-worker`, which is ALTCHA's own worker, and
 * `embed` lets a form on another site stay on its page. No page needs them.
 */
const files = {
  prove: () => join(process.cwd(), "lib/audience/subscribe-forms/scripts/prove.js"),
  embed: () => join(process.cwd(), "lib/audience/subscribe-forms/scripts/embed.js"),
  "prove-worker": workerFile,
};

const kept = new Map<string, string>();

/** Returns one of the scripts, read once. */
export function scriptOf(name: keyof typeof files): Response {
  const text = kept.get(name) ?? readFileSync(files[name](), "utf8");
  kept.set(name, text);
  return new Response(text, {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=3600",
      "x-content-type-options": "nosniff",
      // Forms on other sites load `embed`; a sandboxed preview counts as another site.
      "cross-origin-resource-policy": "cross-origin",
      "content-security-policy": "default-src 'none'",
    },
  });
}

function workerFile(): string {
  const own = createRequire(join(process.cwd(), "package.json"));
  return join(dirname(own.resolve("altcha/altcha.css")), "../workers/pbkdf2.js");
}
