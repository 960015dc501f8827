// `node scripts/run.mjs migrate --flag`: runs any other command, and installs what is missing as
// `npm start` does.
import { run } from "./prelude.mjs";

const [name, ...args] = process.argv.slice(2);
await run(`scripts/${name}.ts`, args, { quiet: args.includes("--json") });
