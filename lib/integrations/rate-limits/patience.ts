/** How many milliseconds the shared buckets may take to answer a request. */
export const PATIENCE_MS = 50;
