import { readdirSync, readFileSync } from "node:fs";
import type postgres from "postgres";

const millisecondsPerTick = 10;

/**
 * Milliseconds of processor time taken so far by the server behind `admin`, with all its processes, and by the process `pid`. What else
 * runs on the machine changes speeds, this hardly. null where there is no /proc.
 */
export async function processorTime(admin: postgres.Sql, pid: number | undefined) {
  const [row] = await admin<{ data_directory: string }[]>`show data_directory`;
  try {
    const postmaster = Number(readFileSync(`${row?.data_directory}/postmaster.pid`, "utf8").split("\n")[0]);
    const main = statOf(postmaster);
    let database = main.own + main.ended;
    for (const name of readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = statOf(Number(name));
        if (stat.parent === postmaster) database += stat.own;
      } catch {} // gone meanwhile
    }
    return { database, process: statOf(pid ?? 0).own };
  } catch {
    return null;
  }
}

/** proc(5): after the name in brackets come state, ppid, …, utime, stime, cutime, cstime. */
function statOf(pid: number) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ").map(Number) ?? [];
  const [own, ended] = [11, 13].map(
    (at) => ((fields[at] ?? 0) + (fields[at + 1] ?? 0)) * millisecondsPerTick,
  ) as [number, number];
  return { parent: fields[1], own, ended };
}
