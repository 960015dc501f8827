/** Something an operator may want to know. Never a path, query or header: they carry tokens and addresses. */
export type LogLine = {
  level: "info" | "warn" | "error";
  event:
    | "listening"
    | "closed"
    | "body-cut-off"
    | "upstream-failed"
    | "upstream-slow"
    | "api-failed"
    | "request-failed"
    | "accept-failed"
    | "upgrade-failed";
  requestId?: string;
  /** How many of them there were since the start. */
  count?: number;
  error?: unknown;
};

export type Log = (line: LogLine) => void;
