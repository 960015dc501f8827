"use client";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "./button.tsx";

/** Time in milliseconds, long enough to read twice; an error stays until it is closed. */
const shownForMs = 7000;

/**
 * Renders the server's message after a form: "Key revoked." Stays while hovered or focused, and
 * without scripts.
 */
export function Flash({ message, tone = "ok" }: { message: string; tone?: "ok" | "danger" }) {
  const [open, setOpen] = useState(true);
  const held = useRef(false);

  useEffect(() => {
    setOpen(true);
    if (tone === "danger") return;
    const timer = setInterval(() => {
      if (!held.current) setOpen(false);
    }, shownForMs);
    return () => clearInterval(timer);
  }, [tone]);

  if (!open) return null;
  const hold = (is: boolean) => () => {
    held.current = is;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only keeps it longer.
    <div
      role={tone === "danger" ? "alert" : "status"}
      className="toast flex items-start gap-2.5 rounded-l border border-line bg-surface py-2 ps-3 pe-2 shadow-pop"
      onPointerEnter={hold(true)}
      onPointerLeave={hold(false)}
      onFocus={hold(true)}
      onBlur={hold(false)}
    >
      {tone === "ok" ? (
        <CircleCheck aria-hidden="true" className="mt-1 text-accent-ink" />
      ) : (
        <CircleAlert aria-hidden="true" className="mt-1 text-danger-ink" />
      )}
      <p className="min-w-0 py-0.5">{message}</p>
      <Button
        variant="ghost"
        aria-label="Dismiss"
        icon={<X aria-hidden="true" />}
        onClick={() => setOpen(false)}
        className="size-6! noscript:hidden"
      />
    </div>
  );
}
