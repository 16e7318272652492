import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { person } from "./people.ts";

/**
 * What devices have sent after working without a connection, by the id that the device gave it. A second arrival of an
 * id changes nothing, so a device may send again whenever it is not sure.
 */
export const deviceEntry = sqliteTable(
  "device_entry",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    kind: text("kind").notNull(),
    receivedAt: integer("received_at", { mode: "timestamp_ms" }).notNull(),
  },
  (t) => [index("device_entry_person").on(t.personId), index("device_entry_received").on(t.receivedAt)],
);
