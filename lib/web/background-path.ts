/**
 * Returns whether a path is one that an open page asks by itself. Such a request keeps no session alive. The path decides and no
 * header does, because a client could otherwise read pages and leave its last activity where it was.
 */
export const isBackgroundPath = (path: string): boolean => polled.test(path.split("?", 1)[0] ?? "");

const polled =
  /^\/(?:session|campaigns\/[^/]+\/status|contacts\/(?:imports|bulk-actions)\/[^/]+\/progress|settings\/installation\/progress|settings\/security\/audit-log\/(?:live|verify|exports\/[^/]+\/progress))$/;
