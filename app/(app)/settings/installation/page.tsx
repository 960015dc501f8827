import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Code } from "#components/ui/code.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { getKeyRing } from "#lib/operations/encryption-keys/get.ts";
import { requireUser } from "#lib/web/current-actor.ts";
import { findAccountAction } from "./actions.ts";
import { stateOf } from "./progress-of.ts";
import { RingKeyRow } from "./ring-key-row.tsx";
import { RotateButton } from "./rotate-button.tsx";
import { RotationState } from "./rotation-state.tsx";

export const metadata: Metadata = { title: "Installation" };

/** For the owner of the installation: its keys and its accounts. */
export default async function InstallationPage() {
  const ring = await getKeyRing(await requireUser(), {});
  if (!ring) notFound();
  const { keys, ours, rotation } = ring;
  const active = rotation !== null && ["queued", "running"].includes(stateOf(rotation));
  const first = keys.find((key) => key.first);
  const others = keys.filter((key) => !key.first).reduce((sum, { dataKeys }) => sum + dataKeys, 0);
  return (
    <>
      <PageHeader
        title="Installation"
        actions={
          !active &&
          (ours || others > 0) && <RotateButton ours={ours} first={first?.id ?? ""} others={others} />
        }
        description="Encryption keys and accounts of this installation. Only its owner can see this page."
      />
      <div className="grid gap-4">
        {keys.some(({ kind }) => kind === "missing") && (
          <Notice tone="danger" title="A key is missing from the ring">
            What it wraps cannot be opened until it is back. Put it behind the others in ENCRYPTION_KEYS.
          </Notice>
        )}
        <Panel
          title="Encryption keys"
          description="Each workspace's secrets are sealed with a data key of its own, and every data key is wrapped by a key of this ring. The first wraps, the others still open."
          flush
        >
          <ul className="mt-3 border-line border-t">
            {keys.map((key) => (
              <RingKeyRow key={key.id} ringKey={key} ours={ours} />
            ))}
          </ul>
        </Panel>
        {rotation && <RotationState rotation={rotation} />}
        <Kept ours={ours} />
        <Panel
          title="Accounts"
          description="Find a person to sign them out everywhere, for example after they lost a device. Each search is recorded."
        >
          <SubmitForm action={findAccountAction} submit="Find account" submitVariant="secondary">
            <Field name="email" label="Email address">
              <Input type="email" autoComplete="off" />
            </Field>
          </SubmitForm>
        </Panel>
      </div>
    </>
  );
}

function Kept({ ours }: { ours: boolean }) {
  return (
    <div className="grid max-w-[70ch] gap-2 text-13 text-ink-faint">
      {ours ? (
        <p>
          Mailneo keeps this ring itself, in <Code>secrets.json</Code> of its data folder. After each
          rotation, copy that file to where your backups are: an older copy does not open what is here.
        </p>
      ) : (
        <p>
          This ring is <Code>ENCRYPTION_KEYS</Code> of your environment. For a new key, put one in front of
          the list on every machine and start them again, then come back here.{" "}
          <Code>npm run keys:rotate -- --print</Code> makes such a list.
        </p>
      )}
      <p>
        If a data key itself was stolen, <Code>npm run keys:rotate -- --reseal</Code> makes new ones and seals
        everything anew.
      </p>
    </div>
  );
}
