"use client";
import { RotateCw, WifiOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "#components/ui/button.tsx";
import type { Lost } from "./form-state.ts";

const lostWords: Record<Lost, string> = {
  offline: "No connection. Your text is still here.",
  unanswered: "No connection. Your text is still here.",
  updated: "Mailneo was updated while this page was open. Your text is still here.",
};

const unknown = "No answer came, so it may have been done already.";

type LostNoticeProps = {
  lost: Lost;
  /** Whether doing it twice does no more than doing it once. */
  repeatable: boolean;
  /** Whether it makes something, once for its key. */
  creates: boolean;
  again: () => void;
  reload: () => void;
};

/**
 * Says beside the button that no answer came. Sends again by itself once the browser is online, if the form was never
 * sent or may be done twice.
 */
export function LostNotice({ lost, repeatable, creates, again, reload }: LostNoticeProps) {
  const { pending } = useFormStatus();
  const notice = useRef<HTMLDivElement>(null);
  const safe = lost === "offline" || (lost === "unanswered" && repeatable);
  const latest = useRef(again);
  latest.current = again;

  useEffect(() => {
    notice.current?.scrollIntoView({ block: "nearest" });
  }, []);
  useEffect(() => {
    if (!safe) return;
    // A page that is being left hears this too, and must not send a form its user went away from.
    const stop = new AbortController();
    const { signal } = stop;
    const later = () => setTimeout(() => !signal.aborted && latest.current(), 300);
    window.addEventListener("online", later, { signal });
    window.addEventListener("pagehide", () => stop.abort(), { signal });
    return () => stop.abort();
  }, [safe]);

  return (
    <div ref={notice} role="alert" className="grid gap-2 rounded-m bg-warn-wash px-3 py-2.5">
      <p className="flex gap-2.5">
        <WifiOff aria-hidden="true" className="mt-0.5 text-warn-ink" />
        <span>
          {lostWords[lost]}
          {lost === "unanswered" && !repeatable && (
            <span className="block text-ink-soft">
              {unknown} {creates ? "Try again: nothing is made twice." : "Look before you send it again."}
            </span>
          )}
        </span>
      </p>
      <div className="flex flex-wrap gap-2">
        {lost === "updated" ? (
          <Button size="small" icon={<RotateCw aria-hidden="true" />} onClick={reload}>
            Reload and keep the text
          </Button>
        ) : (
          <Button
            size="small"
            icon={<RotateCw aria-hidden="true" />}
            pending={pending}
            onClick={() => !pending && again()}
          >
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}
