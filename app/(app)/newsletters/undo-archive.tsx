"use client";
import { useEffect, useState } from "react";
import type { FormAction } from "#components/forms/form-state.ts";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Notice } from "#components/ui/notice.tsx";

const shownForMs = 10_000;

type UndoArchiveProps = { id: string; name: string; action: FormAction };

/** Offers to take an archiving back, for ten seconds; without scripts, as long as the page is open. */
export function UndoArchive({ id, name, action }: UndoArchiveProps) {
  const [open, setOpen] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setOpen(false), shownForMs);
    return () => clearTimeout(timer);
  }, []);
  if (!open) return null;
  return (
    <Notice
      className="mb-4"
      title={`${name} is archived`}
      action={
        <SubmitForm
          key={id}
          action={action}
          hidden={{ newsletterId: id }}
          submit="Undo"
          submitVariant="secondary"
        />
      }
    />
  );
}
