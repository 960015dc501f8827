const part = "[a-z0-9][a-z0-9._-]*";
const form = new RegExp(`^${part}(/${part})*$`);

/** @throws TypeError for what could leave the store's folder, or be read differently by another store. */
export function checkKey(key: string): string {
  if (!form.test(key) || key.length > 512) throw new TypeError("A store's key is a path of small letters.");
  return key;
}

/** There is nothing under this key. */
export class NotStored extends Error {
  override readonly name = "NotStored";
  readonly key: string;

  constructor(key: string) {
    super(`There is no ${key} in the store.`);
    this.key = key;
  }
}

/** Something is under this key already, and it was not to be replaced. */
export class StoredAlready extends Error {
  override readonly name = "StoredAlready";
  readonly key: string;

  constructor(key: string) {
    super(`There is a ${key} in the store already.`);
    this.key = key;
  }
}
