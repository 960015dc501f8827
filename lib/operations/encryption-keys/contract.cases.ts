import { uuidv7 } from "uuidv7";
import type { Job } from "#lib/core/actor.ts";
import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import {
  jobActor,
  makeEmailAccount,
  makeInstallationOwner,
  makeMember,
  ownerSql,
} from "#testing/factories.ts";

const rotating = (): Job => ({ ...jobActor("", "key-rotation"), workspaceId: null });

const whoeverAsks = "About the installation, whose owner alone is answered; it names nothing of a workspace.";

export const queries: QueryCases = {
  "encryption_key.get": () => ({ outsideTheWall: whoeverAsks }),
  "encryption_key.looks_after": () => ({ outsideTheWall: whoeverAsks }),
};

export const commands: Cases = {
  "encryption_key.rotate": async () => ({ actor: await makeInstallationOwner(), input: {} }),
  "encryption_key.finish_rotation": async () => {
    const id = uuidv7();
    await ownerSql()`insert into key_rotations (id, mode, ring_key_id, total, finished_at) values (${id}, 'rewrap', 'k1', 0, now())`;
    return { actor: rotating(), input: { rotationId: id, failed: 0 } };
  },
  "encryption_key.reseal": async () => {
    const { workspaceId } = await makeMember();
    await makeEmailAccount(workspaceId);
    const [key] = await ownerSql()`
      update data_keys set retired_at = now() where workspace_id = ${workspaceId} and purpose = 'fields' returning id`;
    return {
      actor: rotating(),
      input: {
        workspaceId,
        keyId: key?.id,
        kind: "mail account password",
        after: "00000000-0000-0000-0000-000000000000",
      },
    };
  },
  "encryption_key.remove": async () => ({
    actor: await makeInstallationOwner(),
    input: { ringKeyId: "unused" },
  }),
};
