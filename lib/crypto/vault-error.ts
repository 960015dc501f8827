/** A sealed value was refused. Never says why: the reason would tell an attacker what to change next. */
export class VaultError extends Error {
  override readonly name: string = "VaultError";

  constructor() {
    super("This sealed value cannot be opened.");
  }
}

/** A key service would not, or could not, unwrap a key. The same words outside; `reason` is for our own log alone. */
export class KeyServiceError extends VaultError {
  override readonly name = "KeyServiceError";
  /** The service's own name for it, such as AccessDeniedException. */
  readonly reason: string;
  /** Asking again later may help: it was busy, or did not answer. */
  readonly passing: boolean;

  constructor(reason: string, passing: boolean) {
    super();
    this.reason = reason;
    this.passing = passing;
  }
}
