import { uuidv7 } from "uuidv7";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { anonymous, makeMember, ownerSql } from "#testing/factories.ts";
import { createApiKey } from "./create.ts";

const input = {
  name: "Production server",
  environment: "live" as const,
  scopes: ["contacts:read" as const],
  lifetime: "90" as const,
  ipRanges: "192.0.2.0/24",
};

export const commands: Cases = {
  "api_key.create": async () => {
    const { actor } = await makeMember();
    return { actor, input, openToStrangers: "Each workspace makes its own; the input names no row." };
  },
  "api_key.rotate": async () => {
    const { actor } = await makeMember();
    const { id } = await createApiKey(actor, input);
    return { actor, input: { keyId: id, overlap: "24" } };
  },
  "api_key.revoke": async () => {
    const { actor } = await makeMember();
    const { id } = await createApiKey(actor, input);
    return { actor, input: { keyId: id } };
  },
  "api_key.alert": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: keyId } = await createApiKey(actor, input);
    const job: WorkspaceJob = { kind: "job", job: "test", workspaceId, origin: actor.origin };
    return {
      actor: job,
      input: { keyId, network: null, ip: "192.0.2.7", place: "Unknown place", requests: null, usual: null },
    };
  },
  "api_key.report": async () => {
    const { actor } = await makeMember();
    const { key } = await createApiKey(actor, input);
    return {
      actor: anonymous(),
      input: { found: `KEY=${key}` },
      openToAnonymous: "Who found a key has no account here; the whole key is the proof.",
      openToStrangers: "The key says which workspace it is of.",
    };
  },
};

export const queries: QueryCases = {
  "api_key.list": ({ seeded }) => ({ input: { keyId: seeded("apiKey") } }),
};

export const seed: Seed = async ({ actor, workspaceId }) => {
  const { id } = await createApiKey(actor, input);
  await ownerSql()`select note_api_key_use(${workspaceId}, ${id}, '192.0.2.7')`;
  const request = {
    id: uuidv7(),
    workspace_id: workspaceId,
    key_id: id,
    at: new Date(),
    method: "GET",
    status: 200,
  };
  const noted = JSON.stringify([
    { ...request, endpoint: "/me", milliseconds: 3, ip: "192.0.2.7", network: "ipv4:c00002" },
  ]);
  await ownerSql()`select note_api_requests(${noted}::text::jsonb)`;
  await ownerSql()`select * from begin_idempotent_request(${workspaceId}, ${id}, 'order 4711', sha256('x'))`;
  return { apiKey: id };
};
