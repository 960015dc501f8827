import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { lockFile } from "#scripts/house.ts";
import { holderOf } from "#scripts/lock.ts";

type Process = { pid: number; parent: number; command: string };

/**
 * The processes of the running product by pid: those its supervisor started, and what the edge and the web process started. Jobs and
 * database sessions come and go, so what the worker and the database started is left out.
 */
export function productProcesses(): Record<number, string> {
  const supervisor = holderOf(lockFile(process.env.DATA_DIR ?? ""))?.pid;
  if (!supervisor) throw new Error("No product runs on this data folder");
  const all = processes();
  const below = (parent: number): Process[] =>
    all
      .filter((each) => each.parent === parent)
      .flatMap((each) => [each, ...(/\/(worker|postgres)\.ts/.test(each.command) ? [] : below(each.pid))]);
  return Object.fromEntries(below(supervisor).map(({ pid, command }) => [pid, command]));
}

function processes(): Process[] {
  if (process.platform !== "linux")
    return execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
      .split("\n")
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
      .map((found) => ({ pid: Number(found?.[1]), parent: Number(found?.[2]), command: found?.[3] ?? "" }));
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return [{ pid: Number(name), parent, command }];
      } catch {
        return []; // It ended meanwhile.
      }
    });
}
