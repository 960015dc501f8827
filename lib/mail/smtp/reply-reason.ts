export type ReplyClass =
  /** The address is dead and must be suppressed. */
  | "hard"
  /** Not now, or not this message; the address may be fine. */
  | "soft"
  /**
   * The server refuses the sender (authentication, reputation, content, relaying). Never suppress; look at
   * the sending.
   */
  | "policy";

export type ReplyReason =
  | "unknown-user"
  | "bad-domain"
  | "bad-address"
  | "moved"
  | "disabled"
  | "full"
  | "too-big"
  | "authentication"
  | "relay-denied"
  /** The address in MAIL FROM, or this account's right to use it, is refused. */
  | "sender"
  /** This account has sent what it may for now. */
  | "sending-limit"
  | "blocked"
  | "content"
  | "rate"
  | "temporary"
  | "other";
