// `node scripts/run.mjs migrate --flag`: any other command, with the same care for what is missing as `npm start`.
import { run } from "./prelude.mjs";

const [name, ...args] = process.argv.slice(2);
await run(`scripts/${name}.ts`, args, { quiet: args.includes("--json") });
