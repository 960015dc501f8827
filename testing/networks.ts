let networks = 0;

/**
 * Returns an address of a network that no other test uses, so that no test spends another one's attempts. Each is a /48 of its own,
 * because a /48 counts as one network.
 */
export const newNetwork = () => `2a00:${process.pid.toString(16).slice(-4)}:${(++networks).toString(16)}::1`;
