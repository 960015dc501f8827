"use client";
import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { FormState } from "#components/forms/form-state.ts";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { type Choice, RadioGroup } from "#components/ui/radio-group.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { inviteAction } from "../actions.ts";

/** Asks for addresses, a role the person may give, and words of theirs; then says what came of each address. */
export function InviteForm({ roles, back }: { roles: Choice[]; back: ReactNode }) {
  return (
    <SubmitForm
      action={inviteAction}
      submit="Send invitations"
      secondary={back}
      creates
      whenDone={(state) => <Results results={state.results ?? []} />}
    >
      <Field
        name="emails"
        label="Email addresses"
        hint="One per line, or separated by commas. At most 20 at a time."
      >
        <Textarea
          mono
          rows={4}
          maxLength={10_000}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
      <RadioGroup name="role" legend="Role" defaultValue="member" choices={roles} />
      <Field
        name="message"
        label="Message"
        optional
        hint="Stands in the mail as your words. Links in it cannot be clicked."
      >
        <Textarea rows={3} maxLength={400} />
      </Field>
    </SubmitForm>
  );
}

function Results({ results }: { results: NonNullable<FormState["results"]> }) {
  const links = results.some(({ secret }) => secret);
  return (
    <section aria-labelledby="invited" className="grid max-w-160 grid-cols-[minmax(0,1fr)] gap-4">
      <div className="grid gap-1">
        <h2 id="invited" tabIndex={-1} className="text-16">
          {resultWords(results)}
        </h2>
        {links && (
          <p className="text-ink-soft">
            You can also pass a link on yourself. You won't be able to see it again. It is for that address
            only, and the person proves the address first.
          </p>
        )}
      </div>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-3">
        {results.map(({ title, ok, words, secret }) => (
          <li key={title} className="grid grid-cols-[minmax(0,1fr)] gap-1.5 rounded-m border border-line p-3">
            <p className="flex items-start gap-2">
              {ok ? (
                <CircleCheck aria-hidden="true" className="mt-0.5 text-accent-ink" />
              ) : (
                <CircleAlert aria-hidden="true" className="mt-0.5 text-danger-ink" />
              )}
              <span className="min-w-0">
                <span className="font-mono text-13 wrap-anywhere">{title}</span>
                <span className={ok ? "block text-13 text-ink-soft" : "block text-13 text-danger-ink"}>
                  {words}
                </span>
              </span>
            </p>
            {secret && (
              <div className="flex items-center gap-2 rounded-m bg-sunken py-1 ps-3 pe-1">
                <span className="min-w-0 flex-1 select-all truncate font-mono text-13">{secret}</span>
                <CopyButton text={secret} label={`Copy the link for ${title}`} iconOnly />
              </div>
            )}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button href="/settings/team" variant="primary">
          Back to the team
        </Button>
      </div>
    </section>
  );
}

function resultWords(results: { ok: boolean; held?: true }[]): string {
  const sent = results.filter(({ ok, held }) => ok && !held).length;
  const held = results.filter((each) => each.held).length;
  const said = [
    sent > 0 && (sent === 1 ? "1 invitation is on its way" : `${sent} invitations are on their way`),
    held > 0 &&
      (held === 1
        ? "1 invitation waits for you to pass it on"
        : `${held} invitations wait for you to pass them on`),
    sent + held < results.length && `${results.length - sent - held} not sent`,
  ].filter(Boolean);
  return sent + held === 0 ? "Nobody was invited" : said.join(", ");
}
