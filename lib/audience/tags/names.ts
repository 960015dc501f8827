import { z } from "zod";
import { text } from "#lib/core/text.ts";
import { splitTags } from "./written.ts";

/** The most tags in one form. */
const mostTags = 20;

export const longestTag = 50;

/** Tags as one writes them: separated by commas or line breaks, each at most 50 characters, each once. */
export const tagNames = text({ max: 2000 })
  .default("")
  .transform((given, context) => {
    const names = new Map<string, string>();
    for (const part of splitTags(given)) {
      const name = part.replaceAll(/\s+/g, " ").trim();
      if (name && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
    }
    const problem =
      names.size > mostTags
        ? `Use at most ${mostTags} tags at a time.`
        : [...names.values()].some((name) => name.length > longestTag)
          ? `A tag has at most ${longestTag} characters.`
          : null;
    if (!problem) return [...names.values()];
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });
