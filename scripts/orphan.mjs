import { readFileSync } from "node:fs";

/**
 * Calls `end` when this command's parent is gone without passing a signal on. Either the channel to
 * the older Node that started it closed, or npm was killed outright. npm may have put a shell in
 * between, which outlives it.
 * @param {() => void} end
 */
export function whenOrphaned(end) {
  if (process.channel) {
    process.once("disconnect", end);
    process.channel.unref();
    return;
  }
  if (!process.env.npm_lifecycle_event) return;
  const before = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(timer);
    end();
  }, 500);
  timer.unref();
}

/**
 * Returns the parent, and behind npm's shell npm itself. Never returns the user's shell, because
 * the user may log out and leave the product running.
 */
function ancestors() {
  const parent = process.ppid;
  try {
    const shell = /^(\S*\/)?(ba|da)?sh\0-c\0/.test(readFileSync(`/proc/${parent}/cmdline`, "utf8"));
    if (!shell) return `${parent}`;
    const stat = readFileSync(`/proc/${parent}/stat`, "utf8");
    return `${parent} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]}`;
  } catch {
    return `${parent}`; // not Linux, or the process is gone, and the number shows that
  }
}
