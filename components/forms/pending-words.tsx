"use client";
import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";

/** Words of a submit button that say what takes so long; screen readers hear them too. */
export function PendingWords({ idle, busy }: { idle: ReactNode; busy: ReactNode }) {
  const { pending } = useFormStatus();
  return (
    <>
      {pending ? busy : idle}
      <span role="status" className="sr-only">
        {pending && busy}
      </span>
    </>
  );
}
