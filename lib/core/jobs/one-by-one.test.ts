import { expect, test } from "@playwright/test";
import type { Job } from "#lib/core/actor.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { logged } from "#testing/logged.ts";
import { oneByOne } from "./one-by-one.ts";

const actor: Job = {
  kind: "job",
  job: "test-sweep",
  workspaceId: null,
  origin: { ip: null, userAgent: null, requestId: "" },
};

test("an item that fails is logged and holds up no other", async () => {
  const done: string[] = [];
  const lines = await logged(() =>
    oneByOne(actor, ["a", "broken", "told", "gone", "z"], {
      about: (workspaceId) => ({ workspaceId }),
      async run(item) {
        if (item === "broken") throw new Error("It failed.");
        if (item === "told") throw conflict("It was told meanwhile.");
        if (item === "gone") throw notFound("key");
        done.push(item);
      },
      meanwhile: "conflict",
    }),
  );
  expect(done).toEqual(["a", "z"]);
  expect(lines).toMatchObject([
    { job: "test-sweep", workspaceId: "broken" },
    { job: "test-sweep", workspaceId: "gone" },
  ]);
});
