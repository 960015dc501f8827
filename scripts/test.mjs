import { run } from "./prelude.mjs";

await run("scripts/test.ts");
