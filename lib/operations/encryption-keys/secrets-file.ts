import {
  closeSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { generateRingKey, parseKeyRing, ringEntries } from "#lib/crypto/key-ring.ts";

/**
 * Puts a new key of this id at the front of the ring in Mailneo's own file. A key already there
 * stays unchanged.
 */
export function addRingKey(file: string, id: string) {
  change(file, (entries) =>
    entries.some((each) => each.id === id) ? entries : [{ id, entry: generateRingKey(id) }, ...entries],
  );
}

/** Removes a key from the file, but never the first one, because it wraps. */
export function dropRingKey(file: string, id: string) {
  change(file, ([first, ...rest]) => (first ? [first, ...rest.filter((each) => each.id !== id)] : []));
}

type Entries = ReturnType<typeof ringEntries>;

/**
 * Changes the file atomically, even on power loss: writes a draft beside it, forces it to disk,
 * then renames it. Only one process changes it at a time, starting before the read. Otherwise the
 * second of two would drop the first one's new key, with everything it wraps by then.
 */
function change(file: string, to: (entries: Entries) => Entries) {
  const draft = `${file}.draft`;
  const descriptor = begin(draft);
  try {
    const secrets = JSON.parse(readFileSync(file, "utf8")) as { encryptionKeys: string };
    const before = ringEntries(secrets.encryptionKeys);
    const after = to(before);
    if (after.length === before.length) return rmSync(draft);
    const encryptionKeys = after.map(({ entry }) => entry).join(",");
    parseKeyRing(encryptionKeys);

    const { uid, gid } = statSync(file);
    // When root changes the file, it still belongs to the user the product runs as.
    if (process.getuid?.() === 0) fchownSync(descriptor, uid, gid);
    writeFileSync(descriptor, `${JSON.stringify({ ...secrets, encryptionKeys }, null, 2)}\n`);
    fsyncSync(descriptor);
    if (statSync(draft).ino !== fstatSync(descriptor).ino)
      throw new Error("Another process changes the file. Try again.");
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  const folder = openSync(dirname(file), "r");
  fsyncSync(folder);
  closeSync(folder);
}

const pauseMilliseconds = 20;
/** A change takes a few milliseconds, so a draft this old belongs to a process that died. */
const abandonedAfterMilliseconds = 5_000;

/** Opens the draft for this process alone; waits while another process has it open. */
function begin(draft: string): number {
  for (;;) {
    try {
      return openSync(draft, "wx", 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const found = statSync(draft, { throwIfNoEntry: false });
      if (found && !found.isFile()) throw error;
      if (found && Date.now() - found.mtimeMs > abandonedAfterMilliseconds) rmSync(draft, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds);
    }
  }
}
