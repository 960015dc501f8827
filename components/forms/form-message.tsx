"use client";
import { Code } from "#components/ui/code.tsx";
import { fieldId } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { FormState } from "./form-state.ts";

/** Shows the server's message about the whole form: a summary that links to each wrong field, or success. */
export function FormMessage({ state, formId }: { state: FormState; formId: string }) {
  if (state.status === "idle") return null;
  if (state.status === "done") {
    return state.message ? (
      <Notice tone="ok" role="status">
        {state.message}
      </Notice>
    ) : null;
  }
  const wrong = Object.entries(state.fields ?? {});
  return (
    <div
      role="alert"
      tabIndex={-1}
      className={wrong.length === 1 && !state.message ? "lone-error" : "rounded-m"}
    >
      <Notice tone="danger" title={wrong.length > 0 ? (state.message ?? heading(wrong.length)) : undefined}>
        {wrong.length > 0 ? (
          <ul>
            {wrong.map(([name, message]) => (
              <li key={name}>
                <a
                  className="link inline-flex min-h-6 items-center text-danger-ink"
                  href={`#${fieldId(formId, name)}`}
                >
                  {message}
                </a>
              </li>
            ))}
          </ul>
        ) : (
          <p>
            {state.message}
            {state.reference && !state.message?.includes(state.reference) && (
              <>
                {" "}
                Reference <Code>{state.reference}</Code>
              </>
            )}
          </p>
        )}
      </Notice>
    </div>
  );
}

function heading(count: number) {
  return count === 1 ? "One thing needs your attention" : `${count} things need your attention`;
}
