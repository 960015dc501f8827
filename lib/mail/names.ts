import { headerLine } from "./header-line.ts";
import { noLink } from "./no-link.ts";

/** Parse names for a mail's header: one line, no control or direction characters, no links, at most 100 characters. */
export const personName = headerLine(100, "Enter your name.").superRefine(noLink);
export const workspaceName = headerLine(
  100,
  "Enter a name for the workspace, such as your company's.",
).superRefine(noLink);
export const senderName = headerLine(100, "Enter the name your readers know you by.").superRefine(noLink);
