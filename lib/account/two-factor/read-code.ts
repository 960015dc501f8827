import { readRecoveryCode } from "./recovery-code.ts";

/** A typed code: of the authenticator app, a recovery code, nothing at all, or nothing that can be a code. */
export type TypedCode = { app: string } | { recovery: string } | "empty" | "unreadable";

/**
 * Reads a typed code, wherever a code is asked for. People copy "123-456", "123 456" and full-width digits, and recovery codes
 * in any case with or without dashes.
 */
export function readCode(typed: string): TypedCode {
  const code = typed
    .normalize("NFKC")
    .replaceAll(/[\s\p{Dash_Punctuation}\p{Default_Ignorable_Code_Point}._]/gu, "");
  if (code === "") return "empty";
  if (/^[0-9]{6}$/.test(code)) return { app: code };
  const recovery = readRecoveryCode(code);
  return recovery === null ? "unreadable" : { recovery };
}
