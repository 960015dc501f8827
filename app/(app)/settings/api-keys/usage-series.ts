import { formatDay } from "#components/ui/format.ts";
import type { apiUsageOf, UsagePeriod } from "#lib/integrations/api-usage/get.ts";

type Over = Awaited<ReturnType<typeof apiUsageOf>>["over"];

/** Returns the bars of a usage chart: answered requests, and those that were not, which are left out while there are none. */
export function usageSeries(over: Over) {
  const part = (label: string, values: number[]) => ({ label, values });
  const answered = over.map(
    ({ requests, limited, refused, failed }) => requests - limited - refused - failed,
  );
  return [
    part("Answered", answered),
    part(
      "Over the limit",
      over.map(({ limited }) => limited),
    ),
    part(
      "Refused",
      over.map(({ refused }) => refused),
    ),
    part(
      "Failed",
      over.map(({ failed }) => failed),
    ),
  ].filter(({ values }, at) => at === 0 || values.some((count) => count > 0));
}

/** Returns the name of a bar: the hour within a day, the weekday within a week, otherwise the day. */
export function barLabel(at: string, period: UsagePeriod): string {
  if (period === "day") return at.slice(11, 16);
  return formatDay(at.slice(0, 10), period === "week" ? "weekday" : "short");
}
