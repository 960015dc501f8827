import { z } from "zod";
import { cleanHeaderText } from "#lib/mail/header-text.ts";

/** A name that may stand in a mail's header: one line, no control or direction characters, at most 100 characters. */
const name = (missing: string) =>
  z.string(missing).transform((text, context): string => {
    const clean = cleanHeaderText(text, 100);
    if (clean.ok && clean.text !== "") return clean.text;
    context.addIssue({ code: "custom", message: clean.ok ? missing : clean.reason });
    return z.NEVER;
  });

export const personName = name("Enter your name.");
export const workspaceName = name("Enter a name for the workspace, such as your company's.");
export const senderName = name("Enter the name your readers know you by.");
