/** Event for the operator. Never holds a path, query or header, because they carry tokens and addresses. */
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
  /** Number of such events since the start. */
  count?: number;
  error?: unknown;
};

export type Log = (line: LogLine) => void;
