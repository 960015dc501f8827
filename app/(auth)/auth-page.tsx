import type { ComponentProps } from "react";
import { AuthShell } from "#components/shell/auth-shell.tsx";
import { currentFlash } from "#lib/web/flash.ts";
import { FlashOnce } from "../flash-once.tsx";

/** The narrow column of the pages before one is somebody, with the last action's message. */
export async function AuthPage(props: Omit<ComponentProps<typeof AuthShell>, "flash">) {
  return <AuthShell {...props} flash={<FlashOnce flash={await currentFlash()} />} />;
}
