/** Addresses that need a sign-in. testing/contract/pages.test.ts names a folder of app/(app) that is missing. */
export const memberPages =
  /^\/(dashboard|contacts|newsletters|campaigns|inbox|settings|search|workspaces)(\/|$)/;
