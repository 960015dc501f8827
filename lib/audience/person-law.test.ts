import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { work } from "#lib/core/work.ts";
import { updateWorkspace } from "#lib/team/workspaces/update.ts";
import { asOwner, makeContacts, makeMember } from "#testing/factories.ts";
import { type LawFound, lawFoundBy } from "./person-law.ts";

type Told = { email?: string; country?: string; written?: string; postal?: string; zone?: string };

async function place() {
  const { actor, workspaceId } = await makeMember();
  const [contact] = await makeContacts(workspaceId, 1);
  const id = contact?.id ?? "";
  /** Returns the law of the contact with exactly these facts. */
  const lawOf = async ({ email = "ada@example.com", country, written, postal, zone }: Told) => {
    await asOwner(
      (
        db,
      ) => db`update contacts set email = ${email}, email_hash = sha256(convert_to(${email}, 'UTF8')), country = ${country ?? null}, country_written = ${written ?? null},
        postal_code = ${postal ?? null}, time_zone = ${zone ?? null} where id = ${id}`,
    );
    return work(actor, async ({ tx }) => {
      const [row] = await tx.execute<{ found: LawFound }>(
        sql`select ${sql.raw(lawFoundBy("p"))} as found from contacts p where p.id = ${id}`,
      );
      return row?.found;
    });
  };
  return { actor, lawOf };
}

test("a person without a country is judged by three signs", { tag: ["@CA1", "@GD11"] }, async () => {
  const { lawOf } = await place();
  const cases: [Told, LawFound["law"], LawFound["source"]][] = [
    [{ country: "CA", email: "a@x.de" }, "canada", "country"],
    [{ country: "RE" }, "europe", "country"],
    [{ country: "US", postal: "K1A 0B1" }, "elsewhere", "country"],
    [{ written: "Atlantis", email: "a@x.us" }, "strict", "written"],
    [{ email: "a@shop.example.ca" }, "canada", "signs"],
    [{ email: "a@ville.quebec" }, "canada", "signs"],
    [{ email: "a@example.co.uk" }, "europe", "signs"],
    [{ email: "a@example.eu" }, "europe", "signs"],
    [{ email: "a@xn--bcher-kva.ch" }, "europe", "signs"],
    [{ email: "a@example.co.nz" }, "elsewhere", "signs"],
    // Everybody has such addresses.
    [{ email: "a@example.io" }, "strict", "audience"],
    [{ email: "a@example.co" }, "strict", "audience"],
    [{ email: "a@canada.com" }, "strict", "audience"],
    [{ postal: "k1a0b1" }, "canada", "signs"],
    [{ postal: "H2X-1Y4" }, "canada", "signs"],
    [{ postal: "SW1A 1AA" }, "europe", "signs"],
    [{ postal: "1012 JS" }, "europe", "signs"],
    [{ postal: "D-10115" }, "europe", "signs"],
    [{ postal: "90210-1234" }, "elsewhere", "signs"],
    // Five digits are the United States and half of Europe.
    [{ postal: "10115" }, "strict", "audience"],
    // No Canadian code has a D, F, I, O, Q or U.
    [{ postal: "D1A 0B1" }, "strict", "audience"],
    [{ zone: "America/St_Johns" }, "canada", "signs"],
    [{ zone: "Canada/Pacific" }, "canada", "signs"],
    [{ zone: "Europe/Lisbon" }, "europe", "signs"],
    [{ zone: "Atlantic/Reykjavik" }, "europe", "signs"],
    [{ zone: "Europe/Istanbul" }, "elsewhere", "signs"],
    [{ zone: "America/New_York" }, "elsewhere", "signs"],
    [{ zone: "UTC" }, "strict", "audience"],
    // Of signs that disagree the strictest counts.
    [{ email: "a@example.us", postal: "K1A 0B1" }, "canada", "signs"],
    [{ email: "a@example.us", zone: "Europe/Paris" }, "europe", "signs"],
    [{ email: "a@example.ca", zone: "Europe/Paris" }, "strict", "signs"],
    [{}, "strict", "audience"],
  ];
  for (const [told, law, source] of cases)
    expect(await lawOf(told), JSON.stringify(told)).toMatchObject({ law, source });
});

test("without any sign the declared audience counts", { tag: "@CA1" }, async () => {
  const { actor, lawOf } = await place();
  for (const [audience, law] of [
    ["canada", "canada"],
    ["europe", "europe"],
    ["elsewhere", "elsewhere"],
    ["worldwide", "strict"],
  ] as const) {
    await updateWorkspace(actor, { audience });
    expect(await lawOf({}), audience).toMatchObject({ law, source: "audience" });
    expect(await lawOf({ email: "a@example.ca" })).toMatchObject({ law: "canada", source: "signs" });
    expect(await lawOf({ written: "Kanadia" })).toMatchObject({ law: "strict", source: "written" });
  }
});
