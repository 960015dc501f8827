import { expect, test } from "@playwright/test";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { asOwner, makeMember } from "#testing/factories.ts";
import { withdrawals } from "#testing/withdrawals.ts";
import { whileAllowed } from "./while-allowed.ts";

async function* pieces(before: () => Promise<unknown>) {
  yield "first";
  await before();
  // The client reads no faster than this.
  await new Promise((resolve) => setTimeout(resolve, 1050));
  yield "second";
}

test("a file stops leaving when the reader's right is gone", async () => {
  const ways = {
    ...Object.fromEntries(Object.entries(withdrawals).map(([way, { withdraw }]) => [way, withdraw])),
    "was signed out": ({ userId }: { userId: string }) =>
      asOwner((sql) => sql`update sessions set revoked_at = now() where user_id = ${userId}`),
  };
  // A report of a sign-in ends its sessions; its mark alone is for work without one.
  delete (ways as Record<string, unknown>)["reported the sign-in"];
  await Promise.all(
    Object.entries(ways).map(async ([way, withdraw]) => {
      const { workspaceId } = await makeMember();
      const { actor } = await makeMember({ workspaceId, role: "admin" });
      const got: string[] = [];
      const reading = (async () => {
        for await (const piece of whileAllowed(
          actor,
          workspaceAdmin,
          pieces(() => withdraw(actor)),
        ))
          got.push(piece);
      })();
      await expect(reading, way).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|conflict/),
      });
      expect(got, way).toEqual(["first"]);
    }),
  );
});

test("a file leaves whole while the right holds", async () => {
  const { actor } = await makeMember();
  const got: string[] = [];
  for await (const piece of whileAllowed(
    actor,
    workspaceAdmin,
    pieces(async () => {}),
  ))
    got.push(piece);
  expect(got).toEqual(["first", "second"]);
});
