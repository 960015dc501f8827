import { execFileSync } from "node:child_process";
import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";

export type Holder = { pid: number; began: string; what: string; url?: string; mailbox?: string };

export type Lock = { update: (more: Partial<Holder>) => void; release: () => void };

/**
 * Takes the lock file for this process, or returns its holder. A holder that died (power cut, kill
 * -9, a pid given to another process since) holds nothing.
 */
export function takeLock(file: string, what: string): Lock | { heldBy: Holder } {
  let mine: Holder = { pid: process.pid, began: beganAt(process.pid) ?? "", what };
  const draft = `${file}.${process.pid}`;
  for (;;) {
    writeFileSync(draft, JSON.stringify(mine));
    try {
      linkSync(draft, file); // appears whole or not at all
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const heldBy = holderOf(file);
      if (heldBy) return { heldBy };
      rmSync(file, { force: true });
    } finally {
      unlinkSync(draft);
    }
  }
  return {
    update(more) {
      mine = { ...mine, ...more };
      writeFileSync(file, JSON.stringify(mine));
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** Returns the holder of the lock, or null when no live process holds it. */
export function holderOf(file: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8")) as Holder;
    const began = beganAt(holder.pid);
    return began !== null && began === holder.began ? holder : null;
  } catch {
    return null;
  }
}

/**
 * Returns when a process began, as text to compare; null when there is no such process. It
 * distinguishes a pid from a later process of the same pid.
 */
function beganAt(pid: number): string | null {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" ? null : (fields[19] ?? null);
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}
