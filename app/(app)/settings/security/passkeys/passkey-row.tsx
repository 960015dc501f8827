import { KeyRound } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Time } from "#components/ui/time.tsx";
import type { listMyPasskeys } from "#lib/account/passkeys/list.ts";
import { removePasskeyAction, renamePasskeyAction } from "./actions.ts";

type Passkey = Awaited<ReturnType<typeof listMyPasskeys>>[number];

/** `lastStrong`: without it a password alone opens the account. */
export function PasskeyRow({ passkey, lastStrong }: { passkey: Passkey; lastStrong: boolean }) {
  const { id, name, keeper, backedUp, createdAt, lastUsedAt } = passkey;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 border-line px-4 py-4 not-last:border-b">
      <div className="flex min-w-0 flex-1 basis-72 gap-3">
        <span className="mt-0.5 grid size-9 flex-none place-items-center rounded-m bg-sunken text-ink-soft">
          <KeyRound aria-hidden="true" className="size-5" />
        </span>
        <div className="grid min-w-0 gap-1">
          <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
            <h2 className="text-14 font-medium wrap-anywhere">{name}</h2>
            {backedUp && <Badge>Backed up</Badge>}
          </div>
          <p className="text-13 text-ink-faint">
            {keeper && keeper !== name && <>{keeper} · </>}
            Added <Time value={createdAt} as="date" /> ·{" "}
            {lastUsedAt ? (
              <>
                last used <Time value={lastUsedAt} />
              </>
            ) : (
              "not used yet"
            )}
          </p>
        </div>
      </div>
      <div className="flex flex-none items-center gap-2">
        <DialogForm
          action={renamePasskeyAction}
          hidden={{ passkeyId: id }}
          label="Rename"
          ariaLabel={`Rename ${name}`}
          size="small"
          title="Rename this passkey"
          submit="Rename"
        >
          <Field name="name" label="Name">
            <Input defaultValue={name} maxLength={60} autoComplete="off" />
          </Field>
        </DialogForm>
        <ConfirmButton
          action={removePasskeyAction}
          hidden={{ passkeyId: id }}
          label="Remove"
          ariaLabel={`Remove ${name}`}
          size="small"
          title={`Remove ${name}?`}
          confirm="Remove passkey"
        >
          <p>
            It opens your account no more, and every other browser is signed out. Your other ways to sign in
            stay as they are.
          </p>
          {lastStrong && (
            <p className="text-warn-ink">
              It is your last strong factor: after this your password alone opens your account. Turn on
              two-factor authentication or add another passkey first.
            </p>
          )}
        </ConfirmButton>
      </div>
    </li>
  );
}
