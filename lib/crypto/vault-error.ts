/** A sealed value was refused. Never says why: the reason would tell an attacker what to change next. */
export class VaultError extends Error {
  override readonly name = "VaultError";

  constructor() {
    super("This sealed value cannot be opened.");
  }
}
