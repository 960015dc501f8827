import Link from "next/link";
import { Notice } from "#components/ui/notice.tsx";

type Account = { id: string; label: string; fromAddress: string; knownBy: string | null };

/** Mail accounts whose password somebody knows who is gone: each a link to where it is changed. */
export function RotateNotice({ accounts }: { accounts: Account[] }) {
  if (accounts.length === 0) return null;
  return (
    <Notice tone="warn" title="Passwords to change">
      <p>
        Somebody who left the workspace typed them. Change each with your mail provider, then enter the new
        one here.
      </p>
      <ul className="mt-1.5 grid gap-1">
        {accounts.map(({ id, label, fromAddress, knownBy }) => (
          <li key={id}>
            <Link href={`/settings/email-accounts/${id}/edit`} className="link">
              {label}
            </Link>{" "}
            <span className="font-mono text-13 wrap-anywhere">{fromAddress}</span>
            {knownBy && `, known to ${knownBy}`}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
