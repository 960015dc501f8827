/** Something an operator may want to know. Never a path, query or header: they carry tokens and addresses. */
export type LogLine = {
  level: "info" | "warn" | "error";
  event: "listening" | "closed" | "upstream-failed" | "upstream-slow" | "api-failed" | "upgrade-failed";
  requestId?: string;
  error?: unknown;
};

export type Log = (line: LogLine) => void;
