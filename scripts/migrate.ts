// `npm run migrate`: migrates the database to this release, and reports the changes.
import { command } from "./command.ts";
import { migrateDatabase } from "./migrations.ts";

await command("npm run migrate", async ({ env, say }) => {
  const { applied } = await migrateDatabase(env);
  for (const name of applied) say(`Applied ${name}`);
  say(applied.length ? "The database is up to date." : "The database was up to date already.");
});
