const part = "[a-z0-9][a-z0-9._-]*";
const form = new RegExp(`^${part}(/${part})*$`);

/**
 * Returns the key when every store reads it as the same path.
 * @throws TypeError for a key that could leave the store's folder, or that another store would read
 *   differently.
 */
export function checkKey(key: string): string {
  if (!form.test(key) || key.length > 512) throw new TypeError("A store's key is a path of small letters.");
  return key;
}

/** Says that the store has no file under this key. */
export class NotStored extends Error {
  override readonly name = "NotStored";
  readonly key: string;

  constructor(key: string) {
    super(`There is no ${key} in the store.`);
    this.key = key;
  }
}

/** Says that a file is under this key already and was not to be replaced. */
export class StoredAlready extends Error {
  override readonly name = "StoredAlready";
  readonly key: string;

  constructor(key: string) {
    super(`There is a ${key} in the store already.`);
    this.key = key;
  }
}
