/** How the file that proves a CSV is called: behind the CSV's own name. */
export const proofEnding = ".proof.ndjson";

export const exportFormats = ["csv", "ndjson"] as const;
export type ExportKind = (typeof exportFormats)[number];

/** What a browser is told a file is. */
export const contentTypes = { csv: "application/zip", ndjson: "application/x-ndjson" } as const;

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

/** Where the exports lie in the store. */
export const exportsFolder = "audit/exports/";

/** The file of one run of an export. Each run has its own, so that what is recorded of a file is never said of another. */
export const exportKey = (workspaceId: string, exportId: string, runId: string, format: ExportKind) =>
  `${exportsFolder}${workspaceId}/${exportId}.${runId}.${format === "csv" ? "zip" : "ndjson"}`;
