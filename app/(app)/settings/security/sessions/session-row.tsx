import { Monitor, MonitorSmartphone, Smartphone, Tablet } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Time } from "#components/ui/time.tsx";
import type { listMySessions } from "#lib/account/sessions/list.ts";
import { renameSessionAction, revokeSessionAction } from "./actions.ts";

type Session = Awaited<ReturnType<typeof listMySessions>>[number];

const kinds = {
  desktop: { Icon: Monitor, words: "Computer" },
  mobile: { Icon: Smartphone, words: "Phone" },
  tablet: { Icon: Tablet, words: "Tablet" },
  unknown: { Icon: MonitorSmartphone, words: "Unknown device" },
};

/** One browser: what it is, where, since when, and the way to sign it out. */
export function SessionRow({ session }: { session: Session }) {
  const { id, device, name, kind, place, ip, proof, current, createdAt, lastSeenAt } = session;
  const called = name ?? device;
  const { Icon, words } = kinds[kind];
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 border-line px-4 py-4 not-last:border-b">
      <div className="flex min-w-0 flex-1 basis-72 gap-3">
        <span className="mt-0.5 grid size-9 flex-none place-items-center rounded-m bg-sunken text-ink-soft">
          <Icon aria-hidden="true" className="size-5" />
        </span>
        <div className="grid min-w-0 gap-1">
          <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
            <h2 className="text-14 font-medium wrap-anywhere">{called}</h2>
            {current && <Badge tone="ok">This browser</Badge>}
          </div>
          <p className="flex flex-wrap items-baseline gap-x-2 text-ink-soft">
            {name && <>{device} · </>}
            {words} · {place}
            {ip && <span className="font-mono text-13 text-ink-faint wrap-anywhere">{ip}</span>}
          </p>
          <dl className="grid grid-cols-[auto_1fr] gap-x-3 text-13 text-ink-faint">
            <dt>Last seen</dt>
            <dd className="flex flex-wrap gap-x-1.5">
              <Time value={lastSeenAt} as="minute" />
              {lately(lastSeenAt) && (
                <span>
                  (<Time value={lastSeenAt} />)
                </span>
              )}
            </dd>
            <dt>Signed in since</dt>
            <dd className="flex flex-wrap gap-x-1.5">
              <Time value={createdAt} as="minute" />
              <span>with {proof}</span>
            </dd>
          </dl>
        </div>
      </div>
      <div className="flex flex-none items-center gap-2">
        <DialogForm
          action={renameSessionAction}
          hidden={{ sessionId: id }}
          label={name ? "Rename" : "Name"}
          ariaLabel={`${name ? "Rename" : "Name"} ${called}, ${place}`}
          size="small"
          title="Name this browser"
          submit="Save name"
          repeatable
        >
          <Field name="name" label="Name" optional hint={`Such as “Work laptop”. Empty: ${device}.`}>
            <Input defaultValue={name ?? ""} maxLength={60} autoComplete="off" />
          </Field>
        </DialogForm>
        {!current && (
          <ConfirmButton
            action={revokeSessionAction}
            hidden={{ sessionId: id }}
            label="Sign out"
            ariaLabel={`Sign out ${called}, ${place}`}
            size="small"
            title={`Sign out ${called}?`}
            confirm="Sign out"
          >
            <p>
              That browser in {place === "Unknown place" ? "an unknown place" : place} has to sign in again,
              and a page it has open goes to the sign-in page.
            </p>
          </ConfirmButton>
        )}
      </div>
    </li>
  );
}

// Older than a week, the words are a date, and that stands there already.
const lately = (time: Date) => Date.now() - time.getTime() < 7 * 86_400_000;
