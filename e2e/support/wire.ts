import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";

export type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  /** Each `Set-Cookie` line. */
  cookies: string[];
  text: string;
  bytes: Buffer;
};

export type Question = {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
  /** Another door than the edge: the web process itself. */
  port?: number;
  /** The address it is sent from, out of 127.0.0.0/8: each of its /24 networks is counted apart. */
  from?: string;
};

export const origin = () => process.env.E2E_BASE_URL ?? "";

/** One request with exactly these headers, no cookie jar, no redirect followed: what a program or an attacker sends. */
export function ask(
  path: string,
  { method = "GET", headers = {}, body, port, from }: Question = {},
): Promise<Answer> {
  const at = new URL(origin());
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port: port ?? at.port,
        path,
        method,
        agent: false,
        ...(from && { localAddress: from }),
        headers: {
          host: at.host,
          ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            cookies: response.headers["set-cookie"] ?? [],
            text: Buffer.concat(chunks).toString(),
            bytes: Buffer.concat(chunks),
          }),
        );
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

/** Opens the page of a mailed link as a browser does: the token goes into a cookie, and the address is a clean one. */
export async function openMailed(path: string, question: Question = {}): Promise<Answer & { path: string }> {
  const answer = await ask(path, question);
  const to = new URL(answer.headers.location ?? "/", origin()).pathname;
  if (answer.status !== 303 || !to.endsWith("/link")) return { ...answer, path };
  const token = answer.cookies.map((line) => line.split(";")[0]);
  const cookie = [question.headers?.cookie, ...token].filter(Boolean).join("; ");
  const shown = await ask(to, { ...question, headers: { ...question.headers, cookie } });
  return { ...shown, cookies: [...answer.cookies, ...shown.cookies], path: to };
}

let networks = 0;

/** An address of a network nobody else in this run has asked from: 127.x.y.1. */
export function newNetwork(): string {
  networks++;
  const place = Number(process.env.TEST_WORKER_INDEX ?? 0) % 50;
  return `127.${1 + place}.${1 + (networks % 250)}.${1 + Math.floor(networks / 250)}`;
}

/** Fields as a browser's form sends them, in this order. */
export function multipart(fields: Record<string, string> | [name: string, value: string][]): {
  headers: OutgoingHttpHeaders;
  body: string;
} {
  const boundary = `----mailneo${Math.random().toString(36).slice(2)}`;
  const entries = Array.isArray(fields) ? fields : Object.entries(fields);
  const parts = entries.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    body: `${parts.join("")}--${boundary}--\r\n`,
  };
}
