import type { Metadata } from "next";
import { cache } from "react";
import { Badge, StatusDot } from "#components/ui/badge.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProofChip } from "#components/ui/proof-chip.tsx";
import { Day, Time } from "#components/ui/time.tsx";
import { getImport } from "#lib/audience/imports/get.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import type { Search } from "../../../address.ts";
import { groundWords } from "../../grounds.ts";
import { type Import, importStates } from "../states.ts";
import { Steps } from "../steps.tsx";
import { CheckColumns } from "./check-columns.tsx";
import { ReceiveFile } from "./receive-file.tsx";
import { ImportResult } from "./result.tsx";
import { ImportRunning } from "./running.tsx";

type Props = { params: Promise<{ id: string }>; searchParams: Search };

const load = cache(async (importId: string) => pageQuery(getImport, await requireMember(), { importId }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await load((await params).id)).fileName || "Import a file" };
}

/** One address for an import's whole life: what it shows follows the state. */
export default async function ImportPage({ params, searchParams }: Props) {
  const actor = await requireMember();
  const row = await load((await params).id);
  const mayChange = workspaceMember.admits(actor);
  const { words, tone } = importStates[row.state];
  // The progress card tells its state as it changes; a second one up here would be the old one.
  const moves = row.state === "queued" || row.state === "running";
  return (
    <>
      <PageHeader
        title={row.fileName || "Import a file"}
        mark={
          <>
            {row.state === "rolled_back" || row.state === "cancelled" ? (
              <Badge>{words}</Badge>
            ) : (
              !moves && <StatusDot tone={tone}>{words}</StatusDot>
            )}
            {row.attestation && row.purpose === "subscribe" && <Attested row={row} />}
          </>
        }
        description={
          <>
            {row.purpose === "suppress" ? "People who must not be mailed" : `For ${row.newsletter}`}
            {row.fileBytes > 0 && `, ${formatBytes(row.fileBytes)}`}, begun <Time value={row.createdAt} />
            {row.program && ` by the API key “${row.program}”`}
          </>
        }
        breadcrumb={[
          { label: "Contacts", href: "/contacts" },
          { label: "Imports", href: "/contacts/imports" },
        ]}
      />
      {row.state === "receiving" && (
        <>
          {row.purpose === "subscribe" && (
            <div className="mb-5">
              <Steps current={1} />
            </div>
          )}
          <ReceiveFile row={row} actor={actor} mayChange={mayChange} />
        </>
      )}
      {row.state === "received" && (
        <CheckColumns actor={actor} row={row} search={await searchParams} mayChange={mayChange} />
      )}
      {moves && (
        <>
          {row.purpose === "subscribe" && (
            <div className="mb-5">
              <Steps current={3} />
            </div>
          )}
          <ImportRunning row={row} mayChange={mayChange} />
        </>
      )}
      {["finished", "failed", "cancelled", "rolled_back"].includes(row.state) && (
        <ImportResult actor={actor} row={row} search={await searchParams} mayChange={mayChange} />
      )}
    </>
  );
}

/** What was signed for this file, one click away for as long as the import is on record. */
function Attested({ row }: { row: Import }) {
  return (
    <ProofChip
      label="Consent attested"
      evidence={[
        { label: "Newsletter", value: row.newsletter },
        { label: "Ground", value: row.basis && groundWords[row.basis] },
        { label: "Agreed", value: row.consentSource },
        { label: "Agreed on", value: row.givenOn && <Day value={row.givenOn} /> },
        { label: "Attested", value: row.attestation },
        { label: "By", value: row.attestedBy ?? (row.program && `API key “${row.program}”`) },
        { label: "When", value: row.attestedAt && <Time value={row.attestedAt} as="exact" /> },
      ].filter(({ value }) => value)}
    />
  );
}
