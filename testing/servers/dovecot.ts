import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "#scripts/ports.ts";
import { testFolder } from "#scripts/test-folder.ts";
import { testCertificate } from "./certificate.ts";

const program = ["/usr/sbin/dovecot", "/usr/bin/dovecot"].find((path) => existsSync(path));

/** Why tests of a real IMAP server cannot run here, or null. */
export const noDovecot = program ? null : "Dovecot is not installed (apt-get install dovecot-imapd).";

export type Dovecot = Awaited<ReturnType<typeof startDovecot>>;

// Dovecot calls a connection from its own address secure, and takes plain passwords on it. Tests connect from 127.0.0.1.
const listen = "127.0.0.2";

/**
 * Starts a real Dovecot in a folder of its own, with one account for each of `users` (name to password). `capabilities` replaces
 * what it announces, so that it looks like another server. Its login processes refuse root, so that it runs as nobody.
 */
export async function startDovecot(
  options: { users?: Record<string, string>; capabilities?: string; expired?: boolean } = {},
) {
  const { users = { ann: "secret-1" }, capabilities } = options;
  const folder = testFolder();
  const [port, tlsPort] = [await freePort(), await freePort()];
  const account = unprivileged();
  const certificate = testCertificate({
    names: ["localhost", "mail.test", listen],
    ...(options.expired && { expired: true }),
  });
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    chmodSync(path, 0o600);
    if (account.uid !== undefined) chownSync(path, account.uid, account.gid);
    return path;
  };
  for (const name of ["run", "state", "mail"]) {
    mkdirSync(join(folder, name));
    if (account.uid !== undefined) chownSync(join(folder, name), account.uid, account.gid);
  }
  write("cert.pem", certificate.cert);
  write("key.pem", certificate.key);
  write("log", "");
  write(
    "users",
    Object.entries(users)
      .map(([name, password]) => `${name}:{PLAIN}${password}\n`)
      .join(""),
  );
  const config = write("dovecot.conf", configuration({ folder, port, tlsPort, account, capabilities }));
  const ids = account.uid === undefined ? {} : { uid: account.uid, gid: account.gid };
  const child = spawn(program ?? "", ["-F", "-c", config], { ...ids, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const log = () => readFileSync(join(folder, "log"), "utf8");
  for (let tries = 0; !(await listens(tlsPort)); tries++) {
    if (child.exitCode !== null || tries > 500) throw new Error(`Dovecot did not start: ${said}${log()}`);
    await wait(20);
  }
  return {
    host: listen,
    /** STARTTLS. */
    port,
    /** TLS from the first byte. */
    tlsPort,
    ca: certificate.ca,
    log,
    /** Puts mails into a folder as a delivery would, in their order. */
    deliver: (user: string, mails: (string | Buffer)[], into = "INBOX") => {
      for (const mail of mails) doveadm(["save", "-u", user, "-m", into], mail);
    },
    /** Runs doveadm, such as `mailbox update -u ann --uid-validity 7 INBOX`. */
    doveadm: (...args: string[]) => doveadm(args),
    async stop() {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };

  function doveadm(args: string[], input?: string | Buffer) {
    return execFileSync("doveadm", ["-c", config, ...args], {
      ...ids,
      ...(input !== undefined && { input }),
      env: { PATH: process.env.PATH, HOME: folder } as unknown as NodeJS.ProcessEnv,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
  }
}

/** Returns the account Dovecot runs as: nobody in place of root, otherwise the account of the test. */
function unprivileged(): { name: string; group: string; uid?: number; gid: number } {
  const root = process.getuid?.() === 0;
  const id = (...flags: string[]) =>
    execFileSync("id", root ? [...flags, "nobody"] : flags, { encoding: "utf8" }).trim();
  return { name: id("-un"), group: id("-gn"), ...(root && { uid: Number(id("-u")) }), gid: Number(id("-g")) };
}

function configuration(of: {
  folder: string;
  port: number;
  tlsPort: number;
  account: { name: string; group: string };
  capabilities: string | undefined;
}): string {
  const { folder, port, tlsPort, account, capabilities } = of;
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
auth_verbose = yes
protocols = imap
listen = ${listen}
default_internal_user = ${account.name}
default_internal_group = ${account.group}
default_login_user = ${account.name}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${folder}/mail/%u
mail_home = ${folder}/mail/%u
mail_fsync = never
namespace inbox {
  inbox = yes
  separator = /
}
ssl = required
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${account.name} gid=${account.group} home=${folder}/mail/%u allow_all_users=yes
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service auth {
  user = ${account.name}
}
service auth-worker {
  user = ${account.name}
}
${capabilities ? `imap_capability = ${capabilities}\n` : ""}`;
}

function listens(port: number) {
  return new Promise<boolean>((resolve) => {
    const socket = createConnection({ port, host: listen });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
