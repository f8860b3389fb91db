// The books must be able to hold every value that an event may carry: the ENUM columns of `orders`, `trades`, … in
// schemas/sql against the enums of the schemas.
import { readFileSync, readdirSync } from "node:fs";

// A bust has no row of its own; the state of a row of `trades` or `commands` is not a field of what came.
const differentOnPurpose = new Set(["trades.action", "trades.state", "commands.state"]);

export function checkSqlEnums(folder, schemas) {
  const sql = readdirSync(folder).sort().map((name) => readFileSync(`${folder}/${name}`, "utf8")).join("\n");
  const problems = [];
  for (const [table, kind] of [["orders", "order"], ["trades", "trade"], ["commands", "command"], ["site_state", "site"]]) {
    const body = new RegExp(`CREATE TABLE ${table} \\(([^;]*);`).exec(sql)?.[1] ?? "";
    const columns = [...body.matchAll(/^ +(\w+) +ENUM\(([^)]*)\)/gm)].map(([all, column, list]) => {
      const later = new RegExp(`ALTER TABLE ${table}\\s[^;]*MODIFY ${column} +ENUM\\(([^)]*)\\)`).exec(sql);
      return [all, column, later ? later[1] : list];
    });
    if (columns.length === 0) problems.push(`no ENUM column found in table ${table}`);
    for (const [, column, list] of columns) {
      if (differentOnPurpose.has(`${table}.${column}`)) continue;
      const [stored, carried] = [list.replaceAll("'", "").split(","), enumOf(schemas, kind, column)];
      if (stored.join() !== carried.join()) problems.push(`${table}.${column} holds ${stored}, the event carries ${carried}`);
    }
  }
  return problems;
}

function enumOf(schemas, kind, field) {
  const property = schemas[kind].properties[field] ?? schemas.event.properties[field] ?? {};
  const shared = property.$ref && schemas.event.$defs[property.$ref.split("/").pop()];
  return (shared ?? property).enum ?? [];
}
