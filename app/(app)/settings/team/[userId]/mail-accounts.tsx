import Link from "next/link";
import { Panel } from "#components/ui/panel.tsx";

type Account = { id: string; label: string; fromAddress: string };

/** The mail accounts whose password they typed: to be changed when they go. */
export function MailAccounts({ accounts }: { accounts: Account[] }) {
  if (accounts.length === 0) return null;
  return (
    <Panel
      title="Mail accounts they connected"
      description="They know these passwords. When they go, change each with your mail provider and enter the new one."
    >
      <ul className="grid gap-1">
        {accounts.map(({ id, label, fromAddress }) => (
          <li key={id} className="flex flex-wrap gap-x-2">
            <Link href={`/settings/email-accounts/${id}`} className="link">
              {label}
            </Link>
            <span className="font-mono text-13 text-ink-faint wrap-anywhere">{fromAddress}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
