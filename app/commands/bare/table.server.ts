import DatabaseFile from "better-sqlite3";
import { ulid } from "ulid";

/** A table like the one for answers, in a database set as Cairn's is. Gives the function that adds a row. */
export function openTable(file: string): (attempt: string, item: string, option: number) => void {
  const client = new DatabaseFile(file, { timeout: 10_000 });
  client.pragma("journal_mode = WAL");
  client.pragma("synchronous = FULL");
  client.exec(
    "create table if not exists answer (id text primary key, attempt text not null, item text not null, option integer not null, at integer not null)",
  );
  const statement = client.prepare("insert into answer values (?, ?, ?, ?, ?)");
  const add = client.transaction((attempt: string, item: string, option: number) => {
    statement.run(ulid(), attempt, item, option, Date.now());
  });
  return (attempt, item, option) => add.immediate(attempt, item, option);
}
