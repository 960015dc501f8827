import { readdir, readFile } from "node:fs/promises";
import { setPriority } from "node:os";

const BACKGROUND = 10;
const tasks = "/proc/self/task";

let done: Promise<void> | undefined;

/**
 * Lowers the priority of the threads that run bcrypt (libuv's pool) below the one that serves pages. Pages then
 * stay quick in a flood of sign-ins. Once per process, and on Linux only, where each thread has a priority of its
 * own.
 */
export function giveWayToPages(): Promise<void> {
  done ??= lowerPool().catch(() => {});
  return done;
}

async function lowerPool() {
  if (process.platform !== "linux") return;
  // Reading the folder has started all threads of the pool.
  for (const id of await readdir(tasks)) {
    const name = await readFile(`${tasks}/${id}/comm`, "utf8");
    if (name.trim() === "libuv-worker") setPriority(Number(id), BACKGROUND);
  }
}
