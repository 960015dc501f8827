import { Fragment } from "react";

/** Longer than this, a part of an address may not fit a line of a phone. */
const fits = 24;

/** An e-mail address that breaks, where it has to, before its @, and in a long part also before a dot. */
export function Address({ email }: { email: string }) {
  const parts = email.split(/(?=@)/).flatMap((part) => (part.length > fits ? part.split(/(?=\.)/) : part));
  return parts.map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text do not move.
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
