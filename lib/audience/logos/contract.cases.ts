import { uuidv7 } from "uuidv7";
import type { Cases, Seed } from "#testing/contract/contract.ts";
import { asOwner, makeMember, makeNewsletter } from "#testing/factories.ts";

/** The smallest PNG: one pixel. */
const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

export const commands: Cases = {
  "logo.set": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    return { actor, input: { newsletterId, image: pixel } };
  },
  "logo.remove": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    await makeLogo(workspaceId, newsletterId);
    return { actor, input: { newsletterId } };
  },
};

const makeLogo = (workspaceId: string, newsletterId: string) =>
  asOwner(
    (sql) => sql`insert into logos (workspace_id, id, newsletter_id, bytes, width, height, created_by)
      values (${workspaceId}, ${uuidv7()}, ${newsletterId}, ${Buffer.from(pixel, "base64")}, 1, 1, ${uuidv7()})`,
  );

/** A row of each table of this noun. */
export const seed: Seed = async ({ workspaceId, newsletter }) => {
  await makeLogo(workspaceId, newsletter);
  return undefined;
};
