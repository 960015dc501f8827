"use client";
import type { ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { Button, type ButtonLook } from "#components/ui/button.tsx";

type SubmitButtonProps = ButtonLook & Omit<ComponentProps<"button">, "type">;

/** Sends the surrounding form. Shows a spinner and refuses a second click while the server works. */
export function SubmitButton({ variant = "primary", pending, ...rest }: SubmitButtonProps) {
  const status = useFormStatus();
  const busy = pending || status.pending;
  return (
    <Button
      {...rest}
      href={undefined}
      type="submit"
      variant={variant}
      pending={busy}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else rest.onClick?.(event);
      }}
    />
  );
}
