import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { type Job, job } from "./jobs.ts";
import { serveJobs } from "./serve-jobs.ts";

const does = ["says its pid", "again", "throws", "computes", "waits for its signal", "dies"] as const;

/** A job that behaves as its input says. */
export const apartJob = job({
  name: "apart-test",
  apart: true,
  input: z.object({ does: z.enum(does), ms: z.int().default(0) }),
  async run({ signal }, { does, ms }) {
    if (does === "again") return "again";
    if (does === "says its pid") throw new Error(`pid ${process.pid}`);
    if (does === "throws") throw new TypeError("This file is a picture.", { cause: new Error("a cat") });
    if (does === "computes") for (const end = Date.now() + ms; Date.now() < end; );
    if (does === "waits for its signal") await wait(60_000, undefined, { signal });
    if (does === "dies") process.kill(process.pid, "SIGKILL");
    return "done";
  },
}) as unknown as Job;

if (process.argv[1] === import.meta.filename) serveJobs([apartJob]);
