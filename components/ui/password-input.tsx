"use client";
import clsx from "clsx";
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { useControl } from "./use-control.ts";

/**
 * Renders a password input, with a show/hide button where scripts run. The server never sends the
 * typed password back.
 */
export function PasswordInput({
  className,
  ...rest
}: Omit<ComponentProps<"input">, "type" | "defaultValue" | "value">) {
  const { attributes } = useControl(rest);
  const [shown, setShown] = useState(false);
  return (
    <span className="relative block">
      <input
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        {...rest}
        {...attributes}
        type={shown ? "text" : "password"}
        className={clsx("input pe-10", className)}
      />
      <button
        type="button"
        aria-label="Show password"
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 end-0 grid w-9 cursor-pointer place-items-center rounded-m text-ink-faint -outline-offset-4 hover:text-ink noscript:hidden"
      >
        {shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
      </button>
    </span>
  );
}
