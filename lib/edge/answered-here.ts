/** Pages that are plain HTML: subscribers' pages, which the API's process answers faster than a page of the product. */
const subscriberPages = [
  "unsubscribe",
  "preferences",
  "subscribe",
  "confirm",
  "agree",
  "receipts",
  "subject-requests",
];

const answered = new RegExp(`^/(?:api|${subscriberPages.join("|")})(?:/|$)`);

/** Returns whether the edge answers a path itself instead of passing it to the web process. */
export const answeredHere = (path: string): boolean => answered.test(path);
