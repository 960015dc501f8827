import { type AddressInfo, createServer, type Socket } from "node:net";

export type Step = "connect" | "ehlo" | "starttls" | "auth" | "mail" | "rcpt" | "data" | "dot";

export type Misbehaviour =
  | { reply: string }
  | "hang"
  | "close"
  | "reset"
  /** A byte of a never-ending reply every 20 ms. */
  | "drip";

export type ScriptedSmtp = {
  port: number;
  /** Messages whose final dot arrived. */
  readonly received: number;
  readonly connections: number;
  /** Commands as they came, one list for all connections. */
  commands: string[];
  close(): void;
};

/**
 * An SMTP server that misbehaves at one step of the dialogue. `after`: how many messages go through well first.
 * Replies are written line by line as given, so that anything can be said.
 */
export async function scriptedSmtp(script: {
  at: Step;
  does: Misbehaviour;
  after?: number;
  pipelining?: boolean;
  closeAfterReply?: boolean;
  once?: boolean;
  /** The sign-in mechanisms of EHLO, in this order; PLAIN alone by default. */
  mechanisms?: string;
}): Promise<ScriptedSmtp> {
  const sockets = new Set<Socket>();
  const commands: string[] = [];
  let received = 0;
  let connections = 0;
  let misbehaved = false;

  const server = createServer((socket) => {
    sockets.add(socket);
    connections += 1;
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    let buffer = "";
    let inData = false;
    let dead = false;

    const say = (step: Step, normally: string) => {
      if (dead) return false;
      const due = step === script.at && received >= (script.after ?? 0) && !(script.once && misbehaved);
      if (!due) {
        socket.write(`${normally}\r\n`);
        return true;
      }
      misbehaved = true;
      const { does } = script;
      if (does === "hang") dead = true;
      else if (does === "close") socket.end();
      else if (does === "reset") socket.resetAndDestroy();
      else if (does === "drip") {
        dead = true;
        const timer = setInterval(() => socket.write("2"), 20);
        socket.on("close", () => clearInterval(timer));
      } else {
        socket.write(`${does.reply}\r\n`);
        if (script.closeAfterReply) socket.end();
        return /^[23]/.test(does.reply);
      }
      return false;
    };

    say("connect", "220 scripted ESMTP");
    socket.on("data", (chunk) => {
      buffer += chunk.toString("latin1");
      for (;;) {
        if (inData) {
          // A client whose recipients were all refused ends the message at once.
          const empty = buffer.startsWith(".\r\n");
          const end = empty ? -2 : buffer.indexOf("\r\n.\r\n");
          if (end === -1) return;
          buffer = buffer.slice(end + 5);
          inData = false;
          if (empty) {
            socket.write("554 5.5.1 no valid recipients\r\n");
            continue;
          }
          commands.push("DOT");
          if (say("dot", "250 2.0.0 taken")) received += 1;
          continue;
        }
        const end = buffer.indexOf("\r\n");
        if (end < 0) return;
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        commands.push(line);
        answer(line);
      }
    });

    // What AUTH LOGIN still asks for: user name, then password.
    let prompts: string[] = [];
    function answer(line: string): void {
      const prompt = prompts.shift();
      if (prompt) {
        socket.write(`${prompt}\r\n`);
        return;
      }
      const verb = line.split(" ")[0]?.toUpperCase();
      if (verb === "EHLO") {
        const extensions = [
          `AUTH ${script.mechanisms ?? "PLAIN"}`,
          "SIZE 10000",
          ...(script.pipelining ? ["PIPELINING"] : []),
        ];
        const lines = ["scripted", ...extensions];
        say("ehlo", lines.map((text, i) => `250${i === lines.length - 1 ? " " : "-"}${text}`).join("\r\n"));
      } else if (verb === "STARTTLS") say("starttls", "502 5.5.1 not implemented");
      else if (/^AUTH LOGIN$/i.test(line)) {
        if (say("auth", "334 VXNlcm5hbWU6")) prompts = ["334 UGFzc3dvcmQ6", "235 2.7.0 welcome"];
      } else if (verb === "AUTH") say("auth", "235 2.7.0 welcome");
      else if (verb === "MAIL") say("mail", "250 2.1.0 ok");
      else if (verb === "RCPT") say("rcpt", "250 2.1.5 ok");
      else if (verb === "DATA") inData = say("data", "354 go on");
      else if (verb === "QUIT") socket.end("221 bye\r\n");
      else socket.write("250 ok\r\n");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    port: (server.address() as AddressInfo).port,
    commands,
    get received() {
      return received;
    },
    get connections() {
      return connections;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
