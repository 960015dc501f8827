import { Fragment } from "react";

/** A longer part of an address may not fit a line of a phone. */
const fits = 24;

/**
 * Renders an e-mail address in mono, which breaks, where necessary, before its @, and in a long part also before a dot.
 */
export function Address({ email }: { email: string }) {
  const parts = email.split(/(?=@)/).flatMap((part) => (part.length > fits ? part.split(/(?=\.)/) : part));
  return (
    <span className="font-mono text-13 wrap-anywhere">
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text do not move.
        <Fragment key={at}>
          {at > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
