import { z } from "zod";
import { auditFilters } from "#lib/audit-log/filters.ts";

const text = z.string().max(300).optional();

/**
 * The page's filters as its form has them, kept as typed, because an export is made later and says in its first line what it was asked for.
 * What is empty is left out.
 */
export const exportFilters = z
  .object({ type: text, from: text, to: text, person: text, result: text, address: text, q: text })
  .superRefine((given, context) => {
    for (const { path, message } of auditFilters.safeParse(given).error?.issues ?? [])
      context.addIssue({ code: "custom", path, message });
  })
  .transform(
    (given) =>
      Object.fromEntries(Object.entries(given).filter(([, value]) => value?.trim())) as Record<
        string,
        string
      >,
  );
