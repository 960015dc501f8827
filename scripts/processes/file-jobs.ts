// Started by the worker when a job is due that reads a member's whole file, and ended when there is none.
import { serveJobs } from "#lib/core/jobs/serve-jobs.ts";
import { jobs } from "#lib/jobs.ts";

serveJobs(jobs.filter(({ apart }) => apart));
