import { z } from "zod";
import { auditFilters } from "#lib/audit/log/search/filters.ts";
import { text } from "#lib/core/text.ts";

const typed = text({ max: 300, trim: false }).optional();

/**
 * The page's filters as its form has them. Kept as typed, because the export is made later and
 * states them in its first line. Empty filters are left out.
 */
export const exportFilters = z
  .object({ type: typed, from: typed, to: typed, person: typed, result: typed, address: typed, q: typed })
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
