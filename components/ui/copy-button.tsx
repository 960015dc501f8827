"use client";
import clsx from "clsx";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonLook } from "./button.tsx";

type CopyButtonProps = ButtonLook & { text: string; label?: string; iconOnly?: boolean; className?: string };

/** Renders a button that copies and confirms it. Hidden without scripts, because it needs one. */
export function CopyButton({ text, label = "Copy", iconOnly, className, ...look }: CopyButtonProps) {
  const [said, setSaid] = useState<"" | "Copied" | "Select and copy it by hand">("");

  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(""), 2500);
    return () => clearTimeout(timer);
  }, [said]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Select and copy it by hand");
    }
  };
  return (
    <span className={clsx("noscript:hidden", className)}>
      <Button
        size="small"
        variant="ghost"
        {...look}
        href={undefined}
        onClick={copy}
        icon={said === "Copied" ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
        aria-label={iconOnly ? said || label : undefined}
      >
        {iconOnly ? undefined : said || label}
      </Button>
      <span role="status" className="sr-only">
        {said}
      </span>
    </span>
  );
}
