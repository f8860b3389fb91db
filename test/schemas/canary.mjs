// Proves that validate.mjs can fail: breaks a copy of the schemas in one place at a time and expects exit code 1 and a
// line that names the place. Exit 0: every break was found.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const schemas = fileURLToPath(new URL("../../schemas", import.meta.url));
const validate = fileURLToPath(new URL("validate.mjs", import.meta.url));

// file, what stands there, what to put in its place, what a reported line must contain
const breaks = [
  ["events/event.schema.json", '"maxLength": 16', '"maxLength": 17', "invalid-account-17-characters"],
  ["events/event.schema.json", '"$id"', '"$id"', null], // nothing broken: must pass
  ["events/order.schema.json", '"frozen", ', "", "order.properties.state.enum"],
  ["events/order.schema.json", '"maxLength": 120', '"maxLength": 119', "valid-upper-bounds.json: refused at reason"],
  ["events/trade.schema.json", '"exclusiveMinimum": 0', '"exclusiveMinimum": -1', "invalid-price-zero"],
  ["events/trade.schema.json", "#/$defs/side", "#/$defs/sides", "can't resolve reference"],
  ["events/batch.schema.json", '"maxItems": 10000', '"maxItems": 10001', "10,001 events are accepted"],
  ["events/examples/order/beyond-schema-price-exponent.json", "1.0135e2", "101.35", "beyond-schema-price-exponent.json"],
  ["events/examples/trade/expected.json", '"invalid-ref-null.json": "ref"', '"invalid-ref-null.json": "id"', "invalid-ref-null.json"],
  ["events/examples/batch/expected.json", "invalid-null.json", "invalid-nil.json", "invalid-nil.json"],
  ["asyncapi.yaml", "commodities.', enum: [CM, FO, CD, CO]", "commodities.', enum: [CM, FO, CD]", "event.properties.segment.enum"],
  ["asyncapi.yaml", "maxItems: 10000", "maxItems: 500", "batch.maxItems"],
  ["asyncapi.yaml", "#/components/messages/trade", "#/components/messages/deal", "asyncapi.yaml parses"],
  ["asyncapi.yaml", "3981593852", "3981593853", "worked example is wrong"],
  ["asyncapi.yaml", "The larger `filled`", "The smaller `filled`", "line 4: here"],
  ["asyncapi.yaml", "    action: send", "    action: shout", "action"],
  ["events/command.schema.json", '"minimum": 1, "maximum": 100', '"minimum": 0, "maximum": 100', "invalid-percent-zero"],
  ["events/command.schema.json", '"segment": { "properties": { "orders": false', '"segment": { "properties": { "orders": true', "invalid-orders-with-filter"],
  ["events/send_request.schema.json", '"uniqueItems": true', '"uniqueItems": false', "send_request/invalid-twice.json"],
  ["asyncapi.yaml", "enum: [customer, dealer, system]", "enum: [customer, dealer]", "command.properties.origin.enum"],
  ["sql/0004_squareoff.sql", "'customer','dealer','system'", "'customer','dealer'", "commands.origin"],
  ["sql/0001_books.sql", "'primary','backstop','exchange'", "'primary','exchange'", "orders.origin"],
];

function missed([file, from, to, expected]) {
  const copy = mkdtempSync(join(tmpdir(), "backstop-canary-"));
  try {
    cpSync(schemas, copy, { recursive: true });
    const text = readFileSync(join(copy, file), "utf8");
    if (expected && !text.includes(from)) return `${file}: '${from}' does not stand there any more`;
    writeFileSync(join(copy, file), text.replace(from, to));
    const { status, stdout, stderr } = spawnSync(process.execPath, [validate, copy], { encoding: "utf8", timeout: 60_000 });
    if (expected === null) return status === 0 ? "" : `an unbroken copy fails: ${stderr}`;
    if (status === 1 && stderr.includes(expected)) return "";
    return `${file}: '${from}' -> '${to}' ends with ${status} and does not speak of '${expected}':\n${stdout}${stderr}`;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

const failures = breaks.map(missed).filter((line) => line !== "");
failures.forEach((line) => console.error(line));
console.log(`${breaks.length - failures.length} of ${breaks.length} breaks found`);
process.exitCode = failures.length === 0 ? 0 : 1;
