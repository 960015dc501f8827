/** How the file that proves a CSV is called: behind the CSV's own name. */
export const proofEnding = ".proof.ndjson";

export const exportFormats = ["csv", "ndjson"] as const;
export type ExportKind = (typeof exportFormats)[number];

/** What a download is called: "audit-log-shop-2026-11-26.zip". */
export function exportNames(workspace: string, at: Date) {
  const plain = workspace
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  const stem = ["audit-log", plain, at.toISOString().slice(0, 10)].filter(Boolean).join("-");
  return {
    csv: `${stem}.csv`,
    readme: "HOW-TO-VERIFY.txt",
    download: { csv: `${stem}.zip`, ndjson: `${stem}.ndjson` },
  };
}
