import type { FieldValues } from "./field-values.ts";

/** A copy of a form's text on this device. */
export type UnsavedText = {
  at: number;
  values: FieldValues;
  /** The one-time key that the form had, because it may have been sent. */
  key?: string | undefined;
};

/** `restores` puts the newest text back without asking, after a page that had to be loaded again. */
type Kept = { texts: UnsavedText[]; restores?: boolean };

const prefix = "mn.unsaved:";
const keptForMs = 24 * 3600_000;
const mostTexts = 2;

/** Returns the key of a form's copy. Accounts and workspaces of one browser never see each other's. */
export const unsavedKey = (owner: string, path: string, names: string[]) =>
  `${prefix}${owner}:${path}#${names.join(",")}`;

/** Returns the copies of a form, newest first. Removes what is too old or cannot be read. */
export function readUnsaved(storage: Storage, key: string, now = Date.now()): Kept {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? "null") as Kept | null;
    if (!kept) return { texts: [] };
    const texts = kept.texts.filter(({ at, values }) => now - at < keptForMs && typeof values === "object");
    if (texts.length === 0) storage.removeItem(key);
    return { ...kept, texts };
  } catch {
    return { texts: [] };
  }
}

/** Keeps text on this device. A full or forbidden storage keeps nothing, and the form works on. */
export function writeUnsaved(storage: Storage, key: string, texts: UnsavedText[], restores = false) {
  try {
    storage.setItem(key, JSON.stringify({ texts: texts.slice(0, mostTexts), ...(restores && { restores }) }));
  } catch {
    removeOld(storage);
  }
}

/** Removes every copy that is too old. */
export function removeOld(storage: Storage, now = Date.now()) {
  for (const key of keysOf(storage)) readUnsaved(storage, key, now);
}

/** Removes every copy, because the user signs out. */
export function forgetUnsaved(storage: Storage) {
  for (const key of keysOf(storage)) storage.removeItem(key);
}

const keysOf = (storage: Storage) =>
  Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "").filter((key) =>
    key.startsWith(prefix),
  );
