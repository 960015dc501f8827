import { Fragment } from "react";

/** An e-mail address that breaks, where it has to, before its @ and its dots. */
export function Address({ email }: { email: string }) {
  return email.split(/(?=[@.])/).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text do not move.
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
