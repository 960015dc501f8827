"use client";
import Link from "next/link";
import { Code } from "#components/ui/code.tsx";
import { fieldId } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { DoneToast } from "./done-toast.tsx";
import type { FormState } from "./form-state.ts";
import { summaryOf } from "./form-summary.ts";

/**
 * Shows the server's message about the whole form: success as a toast, and from two wrong fields on a summary that
 * links to each. A sentence stands once: what is said beside its field is not said here.
 */
export function FormMessage({ state, formId }: { state: FormState; formId: string }) {
  if (state.status !== "error") return <DoneToast state={state} />;
  if (state.partly) {
    return (
      <div role="alert" tabIndex={-1} className="rounded-m">
        <Notice tone="warn" title="Partly done">
          <p>{state.message}</p>
        </Notice>
      </div>
    );
  }
  const { title, links, alone } = summaryOf(state);
  return (
    <div role="alert" tabIndex={-1} className={alone && !state.link ? "lone-error" : "rounded-m"}>
      <Notice tone="danger" title={links.length > 0 ? title : undefined}>
        {links.length > 0 ? (
          <ul>
            {links.map(([name, message]) => (
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
            {title}
            {state.reference && !title?.includes(state.reference) && (
              <>
                {" "}
                Reference <Code>{state.reference}</Code>
              </>
            )}
          </p>
        )}
        {state.link && (
          <Link href={state.link.href} className="link inline-flex min-h-6 items-center">
            {state.link.words}
          </Link>
        )}
      </Notice>
    </div>
  );
}
