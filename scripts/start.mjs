import { run } from "./prelude.mjs";

await run("scripts/serve.ts");
