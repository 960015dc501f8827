import type { ReactNode } from "react";
import { PendingWords } from "#components/forms/pending-words.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PasswordInput } from "#components/ui/password-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { env } from "#lib/env.ts";
import type { Preset } from "#lib/mailboxes/email-accounts/presets.ts";
import { connectAction } from "./actions.ts";
import { SealedChip } from "./sealed-chip.tsx";

export type AccountValues = {
  label?: string;
  fromName?: string;
  fromAddress?: string;
  host?: string;
  port?: number;
  security?: string;
  username?: string;
};

/** The settings of an SMTP server. Sending it signs in to the server first; only what works is saved. */
export function AccountForm({
  preset,
  values,
  accountId,
  cancelHref,
}: {
  preset?: Preset | undefined;
  values: AccountValues;
  accountId?: string;
  cancelHref: string;
}) {
  const local = preset?.id === "local" ? preset : null;
  return (
    <SubmitForm
      creates
      action={connectAction}
      hidden={{ ...(accountId && { accountId }), ...(local && localSettings(local)) }}
      submit={<PendingWords idle="Test and save" busy="Testing the connection…" />}
      secondary={
        <Button href={cancelHref} variant="ghost">
          Cancel
        </Button>
      }
    >
      <Section title="Who it is from">
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field name="fromName" label="From name" hint="What readers see first.">
            <Input defaultValue={values.fromName} autoComplete="organization" maxLength={100} />
          </Field>
          <Field
            name="fromAddress"
            label="From address"
            hint={
              local
                ? "Any address of a domain: the mailbox takes it."
                : "An address this server may send from."
            }
          >
            <Input
              type="email"
              defaultValue={values.fromAddress}
              autoComplete="email"
              spellCheck={false}
              placeholder="news@example.com"
            />
          </Field>
        </div>
      </Section>
      {!local && (
        <Section title="Sign-in at the server" aside={<SealedChip />}>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <Field name="username" label="User name" optional={!preset?.host} hint={usernameHint(preset)}>
              <Input
                defaultValue={values.username ?? preset?.username ?? undefined}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
              />
            </Field>
            <Field
              name="password"
              label={preset?.appPassword ? "App password" : "Password"}
              optional={!preset?.host}
              hint={accountId ? againHint(values) : passwordHint(preset)}
            >
              <PasswordInput autoComplete="new-password" />
            </Field>
          </div>
        </Section>
      )}
      <Section title="Server">
        {local ? (
          <p className="text-ink-soft">
            <span className="font-mono text-13">{`${local.host}:${local.port}`}</span>, the mailbox that npm
            start runs on this computer. It asks for no encryption and no sign-in.
          </p>
        ) : (
          <div className="grid items-start gap-4 sm:grid-cols-[1fr_6rem_12rem]">
            <Field name="host" label="Server name">
              <Input
                mono
                defaultValue={values.host ?? preset?.host}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                placeholder={
                  preset?.id === "ses" ? "email-smtp.eu-central-1.amazonaws.com" : "smtp.example.com"
                }
              />
            </Field>
            <Field name="port" label="Port">
              <Input inputMode="numeric" defaultValue={values.port ?? preset?.port} autoComplete="off" />
            </Field>
            <Field name="security" label="Encryption">
              <Select
                options={securityOptions(values.security)}
                defaultValue={values.security ?? preset?.security}
              />
            </Field>
          </div>
        )}
        <Field
          name="label"
          label="Name of this account"
          hint="For you and your team, to tell accounts apart."
        >
          <Input
            defaultValue={values.label ?? (preset?.host ? preset.label : undefined)}
            autoComplete="off"
            maxLength={100}
          />
        </Field>
      </Section>
    </SubmitForm>
  );
}

function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-4 border-line border-t pt-4 first-of-type:border-t-0 first-of-type:pt-0">
      <div className="flex flex-wrap items-center gap-x-2.5">
        <h2 className="text-14">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** The local mailbox is reached in one way only, so that nobody types it. */
const localSettings = ({ host, port, security }: Preset) => ({
  host,
  port: String(port),
  security,
  username: "",
  password: "",
});

/** Offers no encryption only where the operator allows it, or where the account is stored with none. */
function securityOptions(stored?: string) {
  const safe = [
    { value: "tls", label: "TLS (port 465)" },
    { value: "starttls", label: "STARTTLS (587, 2525)" },
  ];
  if (env().ALLOW_PRIVATE_MAIL_HOSTS) return [...safe, { value: "none", label: "None (this network)" }];
  return stored === "none" ? [...safe, { value: "none", label: "None (not allowed here)" }] : safe;
}

function usernameHint(preset?: Preset) {
  if (preset?.username) return `Always the word ${preset.username}.`;
  if (!preset?.host) return "Often your full email address. Leave empty for a relay without sign-in.";
  return "Usually your full email address.";
}

const againHint = ({ username }: AccountValues) =>
  username
    ? "Enter it again. It is never shown, and never reused for another server."
    : "This account has none. Leave it empty, unless the server asks for a sign-in now.";

function passwordHint(preset?: Preset) {
  if (preset?.appPassword) return "Not the password you sign in with.";
  if (preset?.help) return "The SMTP password or key from your provider.";
  return "If your provider offers app passwords, use one.";
}
