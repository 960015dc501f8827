// The worker starts this process when a job that reads a member's whole file is due, and ends it
// when there is none.
import { serveJobs } from "#lib/core/jobs/serve-jobs.ts";
import { jobs } from "#lib/jobs.ts";

serveJobs(jobs.filter(({ apart }) => apart));
