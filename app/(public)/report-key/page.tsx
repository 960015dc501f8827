import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { AuthShell } from "#components/shell/auth-shell.tsx";
import { Code } from "#components/ui/code.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { API_KEY_PATTERN } from "#lib/crypto/api-key.ts";
import { currentFlash } from "#lib/web/flash.ts";
import { FlashOnce } from "../../flash-once.tsx";
import { reportApiKeyAction } from "./actions.ts";

export const metadata: Metadata = {
  title: "Report a leaked API key",
  description: "Found an API key of Mailneo in public? Report it here, and it is revoked at once.",
};

export default async function ReportKeyPage() {
  return (
    <AuthShell
      title="Report a leaked API key"
      description="Found an API key of Mailneo in public code, a log or a chat? Paste it here. It is revoked at once, and its owners are told."
      flash={<FlashOnce flash={await currentFlash()} />}
    >
      <SubmitForm action={reportApiKeyAction} submit="Report the key" submitWide>
        <Field name="found" label="The key, or the text it stands in" hint="Up to 20 keys at once.">
          <Textarea
            mono
            rows={4}
            maxLength={20_000}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
          />
        </Field>
      </SubmitForm>
      <section aria-labelledby="scanners" className="mt-8 grid gap-2 border-line border-t pt-5 text-ink-soft">
        <h2 id="scanners" className="text-14 text-ink">
          For secret scanners
        </h2>
        <p>Keys match this pattern:</p>
        <p>
          <Code>{API_KEY_PATTERN}</Code>
        </p>
        <p>
          The last six characters are the CRC-32 of all before them, in base 62 with the digits 0–9, A–Z, a–z.
          A text that does not fit is no key, so a scanner is sure without asking us.
        </p>
      </section>
    </AuthShell>
  );
}
