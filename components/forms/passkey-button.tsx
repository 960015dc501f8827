"use client";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { KeyRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, use, useRef, useState } from "react";
import { useFormStatus } from "react-dom";
import { Button, type ButtonLook } from "#components/ui/button.tsx";
import { FieldError, fieldId } from "#components/ui/field.tsx";
import { FormContext } from "#components/ui/form-context.ts";

/**
 * The response of the server action behind a passkey button: the browser's options, or the reason why there are
 * none. `stale` says that the page asks for a proof first.
 */
export type PasskeyBeginning<O> = { options: O } | { problem: string; stale: boolean };

type PasskeyButtonProps = {
  /** The form's field for the passkey's response. */
  name: string;
  variant?: ButtonLook["variant"];
  className?: string;
  children: ReactNode;
} & (
  | { makes?: false; begin: () => Promise<PasskeyBeginning<PublicKeyCredentialRequestOptionsJSON>> }
  | { makes: true; begin: () => Promise<PasskeyBeginning<PublicKeyCredentialCreationOptionsJSON>> }
);

/**
 * Asks the browser for a passkey (with `makes`, for a new one) and sends the surrounding form with the response.
 * Hidden without scripts.
 */
export function PasskeyButton({ name, variant, className, children, ...ceremony }: PasskeyButtonProps) {
  const form = use(FormContext);
  const { pending } = useFormStatus();
  const router = useRouter();
  const [waiting, setWaiting] = useState(false);
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const said = problem ?? form?.errors[name];
  const id = fieldId(form?.id ?? "passkey", name);

  async function ask() {
    setProblem(undefined);
    setWaiting(true);
    try {
      const answer = await answerOf(ceremony);
      if ("problem" in answer) {
        setProblem(answer.problem);
        if (answer.stale) router.refresh();
      } else if (field.current) {
        field.current.value = answer.response;
        field.current.form?.requestSubmit();
        // A response is good once, so the next submit must not carry it.
        field.current.value = "";
      }
    } catch (error) {
      setProblem(wordsFor(error));
    } finally {
      setWaiting(false);
    }
  }

  return (
    <div className={className}>
      <div className="grid gap-1 noscript:hidden">
        <Button
          id={id}
          variant={variant}
          icon={<KeyRound aria-hidden="true" />}
          pending={waiting || pending}
          onClick={waiting || pending ? undefined : ask}
          aria-describedby={said ? `${id}-error` : undefined}
          data-first=""
        >
          {children}
        </Button>
        {said && (
          <div role="alert">
            <FieldError id={`${id}-error`}>{said}</FieldError>
          </div>
        )}
      </div>
      <p className="text-13 text-ink-faint scripted:hidden">Passkeys need JavaScript, which is off here.</p>
      <input ref={field} type="hidden" name={name} defaultValue="" />
    </div>
  );
}

type Answer = { response: string } | { problem: string; stale?: boolean };

async function answerOf(ceremony: Pick<PasskeyButtonProps, "makes" | "begin">): Promise<Answer> {
  const { browserSupportsWebAuthn, startAuthentication, startRegistration } = await import(
    "@simplewebauthn/browser"
  );
  if (!browserSupportsWebAuthn())
    return { problem: "This browser does not know passkeys. Choose another way." };
  const begun = await ceremony.begin();
  if ("problem" in begun) return begun;
  const options = begun.options as never;
  const response = ceremony.makes
    ? await startRegistration({ optionsJSON: options })
    : await startAuthentication({ optionsJSON: options });
  return { response: JSON.stringify(response) };
}

function wordsFor(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "InvalidStateError") return "This device holds a passkey of yours already.";
  if (name === "SecurityError") return "Passkeys do not work at this address: they need a name over https.";
  if (name === "NotAllowedError" || name === "AbortError")
    return "No passkey was used. Try again, or choose another way.";
  return "The passkey could not be asked for. Check your connection and try again.";
}
