import { formatMinute, formatNumber, plural } from "#components/ui/format.ts";
import type { Verification } from "#lib/audit/verifications/list.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";

type Said = { tone: "ok" | "danger" | "warn"; title: string; sentences: string[] };

/** What a verification found, in words; null while it is under way. */
export function verificationWords({ result, report }: Verification, zone: TimeZone): Said | null {
  if (!result) return null;
  if (result === "failed" || !report)
    return {
      tone: "warn",
      title: "The log could not be verified to the end",
      sentences: [
        "The database or the place of the checkpoints did not answer. Nothing was found. Verify it again.",
      ],
    };
  const { broken, problems, notes, entries, own, checkpoint } = report;
  const covered =
    own && checkpoint && own.signedSeq > 0
      ? [
          `The signed checkpoint of ${formatMinute(new Date(checkpoint.at), zone)} covers the workspace’s log up to entry ${formatNumber(own.signedSeq)}.`,
        ]
      : [];
  if (result === "intact")
    return {
      tone: "ok",
      title:
        entries === 1 ? "The one entry is in order" : `All ${formatNumber(entries)} entries are in order`,
      sentences: [...covered, ...notes],
    };
  return {
    tone: "danger",
    title: broken.length > 0 ? "The log was changed" : "The checkpoints are not in order",
    sentences: [
      ...problems,
      ...(entries > 0 ? [`${plural(entries, "entry is", "entries are")} in order.`] : []),
      ...covered,
    ],
  };
}
