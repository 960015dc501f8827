"use client";
import { unstable_rethrow } from "next/navigation";
import { type ComponentProps, useState } from "react";
import { createPortal } from "react-dom";
import { Flash } from "#components/ui/flash.tsx";
import { lostBy } from "./lost-answer.ts";
import { redirectPath } from "./redirect-path.ts";
import { forgetUnsaved } from "./unsaved-text.ts";

type PlainFormProps = Omit<ComponentProps<"form">, "action"> & {
  action: (data: FormData) => void | Promise<void>;
  /** Removes what this device kept of unsaved text, once the action is done. */
  signsOut?: boolean;
};

/** Renders a form of one press, such as signing out. Without an answer the page stays, and a message says so. */
export function PlainForm({ action, signsOut = false, ...rest }: PlainFormProps) {
  const [lost, setLost] = useState<{ at: number; message: string } | null>(null);
  const guarded = async (data: FormData) => {
    const offline = !navigator.onLine;
    try {
      setLost(null);
      await action(data);
    } catch (error) {
      if (signsOut && redirectPath(error) !== null) forgetUnsaved(localStorage);
      unstable_rethrow(error);
      const updated = lostBy(error, offline) === "updated";
      setLost({
        at: Date.now(),
        message: updated
          ? "Mailneo was updated while this page was open. Reload the page, then try again."
          : "No connection. Nothing was changed on this page. Try again.",
      });
    }
  };
  return (
    <>
      {/* The server renders the action itself, so that the form works without scripts. */}
      <form {...rest} action={typeof window === "undefined" ? action : guarded} />
      {lost && createPortal(<Flash key={lost.at} tone="danger" message={lost.message} />, document.body)}
    </>
  );
}
