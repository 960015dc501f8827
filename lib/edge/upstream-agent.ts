import { Agent } from "node:http";
import { connect, type Socket } from "node:net";

type Write = Socket["_write"];
type WriteMany = NonNullable<Socket["_writev"]>;

/**
 * Keeps connections to the web process. A server that responds before it has read the whole body
 * may close at once. The failed write would then destroy the socket with the response still unread.
 * The agent therefore ignores a failed write, and the read decides: a response, or the end without
 * one.
 */
export function upstreamAgent(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1_024, maxFreeSockets: 128, scheduling: "lifo" });
  agent.createConnection = (options, connected) => {
    const socket = connect(options as never, connected as () => void);
    socket.on("error", () => {}); // the request reports it, when one is under way
    const write: Write = socket._write;
    const writeMany = socket._writev as WriteMany;
    socket._write = (chunk, encoding, done) => write.call(socket, chunk, encoding, unlessCut(done));
    socket._writev = (chunks, done) => writeMany.call(socket, chunks, unlessCut(done));
    return socket;
  };
  return agent;
}

const unlessCut = (done: (error?: Error | null) => void) => (error?: NodeJS.ErrnoException | null) =>
  done(error?.code === "EPIPE" || error?.code === "ECONNRESET" ? null : error);
