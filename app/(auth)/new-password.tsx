"use client";
import { Circle, CircleCheck } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { PasswordInput } from "#components/ui/password-input.tsx";
import { passwordRules } from "#lib/account/passwords/rules.ts";

/** A password to choose: each rule is ticked as it is met. The server is the judge, and knows more rules than these. */
export function NewPassword({ name = "password", label = "Password" }: { name?: string; label?: string }) {
  const [typed, setTyped] = useState("");
  const box = useRef<HTMLDivElement>(null);

  // A refused form comes back without its password, and then no rule is met any more.
  useEffect(() => {
    const form = box.current?.closest("form");
    const forget = () => setTyped("");
    form?.addEventListener("reset", forget);
    return () => form?.removeEventListener("reset", forget);
  }, []);

  return (
    <div ref={box} className="grid gap-2">
      <Field name={name} label={label}>
        <PasswordInput
          autoComplete="new-password"
          aria-describedby="password-rules"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </Field>
      <ul id="password-rules" aria-label="A password has" className="grid gap-0.5 text-13">
        {passwordRules.map((rule) => {
          const met = rule.test(typed);
          const Icon = met ? CircleCheck : Circle;
          return (
            <li
              key={rule.id}
              className={`flex items-center gap-1.5 ${met ? "text-accent-ink" : "text-ink-faint"}`}
            >
              <Icon aria-hidden="true" className="size-3.5" />
              {rule.label}
              <span className="sr-only">{met ? ", met" : ", not met yet"}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
