"use client";
import type { ComponentProps } from "react";
import { Button, type ButtonLook } from "./button.tsx";
import { invoke, invokeByScript } from "./invoke.ts";

type DialogButtonProps = ButtonLook &
  ComponentProps<"button"> & { dialog: string; does?: "show-modal" | "close" };

/**
 * Renders a button that opens (or with `does="close"` closes) the Dialog or Sheet of that id, with
 * or without scripts.
 */
export function DialogButton({ dialog, does = "show-modal", ...rest }: DialogButtonProps) {
  return (
    <Button
      aria-haspopup={does === "show-modal" ? "dialog" : undefined}
      {...rest}
      {...invoke(dialog, does)}
      href={undefined}
      onClick={() => invokeByScript(dialog, does)}
    />
  );
}
