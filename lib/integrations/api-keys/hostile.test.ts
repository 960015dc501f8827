import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { jsonSchema } from "#lib/api/json-schema.ts";
import { endpoints } from "#lib/routes.ts";
import { makeProgram } from "#testing/api.ts";
import { makeCampaign, makeContacts, makeNewsletter, ownerSql, uniqueEmail } from "#testing/factories.ts";

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "",
    " ",
    "\0",
    "\ud800",
    "x".repeat(5000),
    "'; drop table contacts; --",
    "../..",
    "{{constructor}}",
    "%00",
  ),
  fc.constantFrom(null, true, -1, 0, 1e308, 2 ** 53, [], {}, [[[]]], { $ne: 1 }),
  fc.jsonValue({ maxDepth: 3 }),
);

type Schema = { properties?: Record<string, object> };

for (const endpoint of endpoints)
  test(`${endpoint.method} ${endpoint.path} answers hostile requests as described`, {
    tag: "@V2.2.1",
  }, async () => {
    test.slow();
    const { send, workspaceId } = await makeProgram();
    const newsletter = await makeNewsletter(workspaceId);
    const [contact] = await makeContacts(workspaceId, 1, newsletter.id);
    const campaign = await makeCampaign(workspaceId, { newsletterId: newsletter.id });
    const real: Record<string, string> = {
      contacts: contact?.id ?? "",
      newsletters: newsletter.id,
      campaigns: campaign.id,
    };
    const names = Object.keys(
      endpoint.body ? ((jsonSchema(endpoint.body, "input") as Schema).properties ?? {}) : {},
    );
    const good = fc.constantFrom<unknown>(
      uniqueEmail(),
      real.contacts,
      newsletter.id,
      "Ada",
      "express",
      "2026-03-02",
      true,
      5,
    );
    const body = fc.dictionary(fc.constantFrom("x", "__proto__", ...names), fc.oneof(hostile, good), {
      maxKeys: 6,
    });
    const parameters = ["limit", "cursor", ...Object.keys(endpoint.query ?? {})];
    const query = fc.dictionary(
      fc.constantFrom(...parameters),
      fc.string({ unit: "grapheme", maxLength: 20 }),
      { maxKeys: 2 },
    );
    const id = fc.oneof(
      fc.constant(real[endpoint.path.split("/")[1] ?? ""] || "x"),
      fc.uuid(),
      fc.string({ unit: "binary", maxLength: 10 }).filter((text) => text.isWellFormed()),
    );

    await fc.assert(
      fc.asyncProperty(id, query, body, async (id, asked, sent) => {
        await ownerSql()`update rate_buckets set tokens = 100 where key like ${`%${workspaceId}`}`;
        const path = endpoint.path.replace("{id}", encodeURIComponent(id).replaceAll(".", "%2E") || "x");
        const line = `${endpoint.method} ${path}?${new URLSearchParams(asked)}`;
        const answer = await send(line, endpoint.method === "GET" ? undefined : sent);
        expect(answer.status, line).toBeLessThan(500);
        if (answer.status === 400)
          expect(
            Object.keys((answer.body.errors as object | undefined) ?? {}),
            JSON.stringify(answer.body),
          ).not.toEqual([]);
      }),
      { numRuns: 30, seed: 11 },
    );
  });
