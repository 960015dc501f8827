/**
 * Says that a sealed value was refused. Never says why, because the reason would tell an attacker what to
 * change next.
 */
export class VaultError extends Error {
  override readonly name: string = "VaultError";

  constructor() {
    super("This sealed value cannot be opened.");
  }
}

/**
 * Says that a key service did not wrap or unwrap a key. Its message equals VaultError's; `reason` is for the
 * operator's log alone.
 */
export class KeyServiceError extends VaultError {
  override readonly name = "KeyServiceError";
  /** The service's own name for the error, such as AccessDeniedException. */
  readonly reason: string;
  /** True when a later try may help, because the service was busy or did not reply. */
  readonly passing: boolean;

  constructor(reason: string, passing: boolean) {
    super();
    this.reason = reason;
    this.passing = passing;
  }
}
