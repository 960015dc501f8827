import { customType, timestamp, uuid } from "drizzle-orm/pg-core";

/** Returns a bytea column, read as a Buffer. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => "bytea",
  toDriver: (value) => value,
  fromDriver: (value) => Buffer.from(value),
});

/** Returns a timestamptz column, read as a Date. */
export const time = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const workspaceId = () => uuid("workspace_id").notNull();
