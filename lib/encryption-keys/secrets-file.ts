import {
  closeSync,
  fchownSync,
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

/** Puts a new key of this id in front of the ring in Mailneo's own file. One that is there already stays as it is. */
export function addRingKey(file: string, id: string) {
  change(file, (entries) =>
    entries.some((each) => each.id === id) ? entries : [{ id, entry: generateRingKey(id) }, ...entries],
  );
}

/** Takes a key out of the file. Never the first one, which wraps. */
export function dropRingKey(file: string, id: string) {
  change(file, ([first, ...rest]) => (first ? [first, ...rest.filter((each) => each.id !== id)] : []));
}

type Entries = ReturnType<typeof ringEntries>;

/** All or nothing, also when the power goes: written beside it, forced to the disk, then put in its place. */
function change(file: string, to: (entries: Entries) => Entries) {
  const secrets = JSON.parse(readFileSync(file, "utf8")) as { encryptionKeys: string };
  const before = ringEntries(secrets.encryptionKeys);
  const after = to(before);
  if (after.length === before.length) return;
  const encryptionKeys = after.map(({ entry }) => entry).join(",");
  parseKeyRing(encryptionKeys);

  const { uid, gid } = statSync(file);
  const draft = `${file}.${process.pid}`;
  try {
    const descriptor = openSync(draft, "wx", 0o600);
    try {
      // Changed by root, it still belongs to whom the product runs as.
      if (process.getuid?.() === 0) fchownSync(descriptor, uid, gid);
      writeFileSync(descriptor, `${JSON.stringify({ ...secrets, encryptionKeys }, null, 2)}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  const folder = openSync(dirname(file), "r");
  fsyncSync(folder);
  closeSync(folder);
}
