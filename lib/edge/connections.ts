import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { canonicalIp } from "./client-ip.ts";
import type { Limits } from "./limits.ts";
import type { Trust } from "./trust.ts";

/** One client's connection, as the edge counts it. */
export type Connection = {
  socket: Socket;
  /** Canonical address of the peer. */
  peer: string;
  /** True when the peer is a proxy whose X-Forwarded-For is believed. */
  trusted: boolean;
  /** Responses under way; more than one only with pipelining. */
  running: Set<ServerResponse>;
  /** True when the last response is being sent and no further request is read. */
  closing: boolean;
  /** True once a request has come. Before that the first one may already be on its way. */
  used: boolean;
};

export type Connections = ReturnType<typeof connections>;

/**
 * Counts connections and keeps the idle ones in the order they became idle. Past the total limit
 * the longest idle one is closed; a connection that only drips header bytes counts as idle. Past
 * the limit of one address, or with none idle, the new connection is closed.
 */
export function connections(limits: Limits, trusted: Trust) {
  const bySocket = new WeakMap<Socket, Connection>();
  const all = new Set<Connection>();
  const idle = new Set<Connection>();
  const perPeer = new Map<string, number>();
  const handshakes = new Map<string, Connection>();

  function open(socket: Socket): void {
    socket.on("error", ignore);
    const peer = canonicalIp(socket.remoteAddress ?? "") ?? "0.0.0.0";
    const connection = {
      socket,
      peer,
      trusted: trusted(peer),
      running: new Set<ServerResponse>(),
      closing: false,
      used: false,
    };
    const count = perPeer.get(peer) ?? 0;
    if (
      !connection.trusted &&
      count >= (isLoopback(peer) ? limits.connectionsPerLoopbackIp : limits.connectionsPerIp)
    )
      return void socket.destroy();
    if (all.size >= limits.connections && !evictOldest()) return void socket.destroy();

    perPeer.set(peer, count + 1);
    bySocket.set(socket, connection);
    all.add(connection);
    idle.add(connection);
    socket.once("close", () => {
      all.delete(connection);
      idle.delete(connection);
      const left = (perPeer.get(peer) ?? 1) - 1;
      if (left === 0) perPeer.delete(peer);
      else perPeer.set(peer, left);
    });
  }

  /** Counts a TLS connection from its TCP socket on; its requests arrive on the TLS socket. */
  function openTls(socket: Socket): void {
    const key = handshakeKey(socket);
    open(socket);
    const connection = bySocket.get(socket);
    if (!connection) return;
    handshakes.set(key, connection);
    socket.once("close", () => {
      if (handshakes.get(key) === connection) handshakes.delete(key);
    });
  }

  function secured(socket: Socket): void {
    const connection = handshakes.get(handshakeKey(socket));
    if (!connection) return void socket.destroy();
    handshakes.delete(handshakeKey(socket));
    socket.on("error", ignore);
    connection.socket = socket;
    bySocket.set(socket, connection);
  }

  function evictOldest(): boolean {
    const [oldest] = idle;
    if (!oldest) return false;
    idle.delete(oldest);
    all.delete(oldest);
    oldest.socket.destroy();
    return true;
  }

  return {
    open,
    openTls,
    secured,
    of: (socket: Socket): Connection | undefined => bySocket.get(socket),

    /** Marks the connection busy until `response` is over. */
    busy(connection: Connection, response: ServerResponse, done: () => void): void {
      idle.delete(connection);
      connection.used = true;
      connection.running.add(response);
      response.once("close", () => {
        connection.running.delete(response);
        if (connection.running.size === 0 && all.has(connection)) idle.add(connection);
        done();
      });
    },

    /** Takes a connection that left HTTP (an upgrade) out of the idle ones for good. */
    leave(connection: Connection): void {
      idle.delete(connection);
    },

    /** Closes connections idle between requests at once, and those without any request after `patienceMs`. */
    closeIdle(patienceMs: number): void {
      const unused: Connection[] = [];
      for (const connection of idle)
        if (connection.used) connection.socket.destroy();
        else unused.push(connection);
      if (unused.length === 0) return;
      setTimeout(() => {
        for (const connection of unused) if (!connection.used) connection.socket.destroy();
      }, patienceMs);
    },

    closeAll(): void {
      for (const connection of all) connection.socket.destroy();
    },

    counts: () => ({ open: all.size, idle: idle.size }),
  };
}

/**
 * Ignores an error, because the "close" event after it is handled everywhere here. Node's own
 * listener goes away when a connection leaves HTTP (CONNECT, an upgrade). An error without any
 * listener would end the process.
 */
function ignore(): void {}

function isLoopback(ip: string): boolean {
  return ip === "::1" || ip.startsWith("127.");
}

function handshakeKey(socket: Socket): string {
  return `${socket.remoteAddress}|${socket.remotePort}`;
}
