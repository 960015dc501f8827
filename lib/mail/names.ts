import { headerLine } from "./header-line.ts";

/** Parse names for a mail's header: one line, no control or direction characters, at most 100 characters. */
export const personName = headerLine(100, "Enter your name.");
export const workspaceName = headerLine(100, "Enter a name for the workspace, such as your company's.");
export const senderName = headerLine(100, "Enter the name your readers know you by.");
