/** Ending of the file that proves a CSV, added to the CSV's own name. */
export const proofEnding = ".proof.ndjson";

export const exportFormats = ["csv", "ndjson"] as const;
export type ExportKind = (typeof exportFormats)[number];

/** Content type a browser gets for each kind of file. */
export const contentTypes = { csv: "application/zip", ndjson: "application/x-ndjson" } as const;

/** Returns the names of a download, such as "audit-log-shop-2026-11-26.zip". */
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

/** Folder of the exports in the store. */
export const exportsFolder = "audit/exports/";

/**
 * Returns the file of one run of an export. Each run has its own, so that the record of one file
 * never describes another.
 */
export const exportKey = (workspaceId: string, exportId: string, runId: string, format: ExportKind) =>
  `${exportsFolder}${workspaceId}/${exportId}.${runId}.${format === "csv" ? "zip" : "ndjson"}`;
