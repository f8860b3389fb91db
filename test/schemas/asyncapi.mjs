// Checks schemas/asyncapi.yaml: it parses without a finding, its worked examples of the partition are right, and its
// schemas say the same as schemas/events, so that whoever has only that file is told nothing else.
import { crc32 } from "node:zlib";
import yaml from "js-yaml";
import { Parser } from "@asyncapi/parser";
import { eventKinds, kinds } from "./examples.mjs";
import { differences, resolved } from "./same_schema.mjs";

const severityOfError = 0;

// Answers the document and the problems of its form.
export async function parseAsyncapi(text) {
  const { diagnostics } = await new Parser().parse(text);
  const problems = diagnostics
    .filter(({ severity }) => severity === severityOfError)
    .map(({ message, path }) => `${path.join(".")}: ${message}`);
  return { document: yaml.load(text), problems };
}

// schemas: name -> parsed schemas/events file.
export function checkAgreement(document, schemas) {
  return ["event", ...kinds, "site"].flatMap((name) => {
    const here = resolved(document.components.schemas[name], document, (reference) => [document, reference.slice(1)]);
    const there = resolved(schemas[name], schemas[name], (reference, root) => {
      const [file, pointer = ""] = reference.split("#");
      return [file ? schemas[file.replace(".schema.json", "")] : root, pointer];
    });
    return differences(here, there, name);
  });
}

// The rows `| account | crc32 (hex) | P = 4 | key | P = 16 | key |` of the description.
export function checkPartitionExamples(document) {
  const rows = document.info.description.matchAll(/\| `(\w+)` \| (\d+) \(0x(\w+)\) \| (\d+) \| `trade\.(\d+)` \| (\d+) \| `trade\.(\d+)` \|/g);
  const problems = [];
  let count = 0;
  for (const [row, account, decimal, hex, of4, key4, of16, key16] of rows) {
    count += 1;
    const sum = crc32(account);
    const right = Number(decimal) === sum && parseInt(hex, 16) === sum && [of4, key4].every((p) => Number(p) === sum % 4)
      && [of16, key16].every((p) => Number(p) === sum % 16) && [key4, key16].every((key) => key.length === 2);
    if (!right) problems.push(`worked example is wrong: ${row}`);
  }
  return count >= 2 ? problems : [...problems, `has ${count} worked examples of the partition, expected at least 2`];
}

// The examples of the messages must be valid, and their partition right for P = 4.
export function checkMessageExamples(document, validators) {
  return kinds.flatMap((kind) =>
    document.components.messages[kind].examples.flatMap(({ name, payload }) => {
      const problems = validators[kind](payload) ? [] : validators[kind].errors.map((e) => `${e.instancePath} ${e.message}`);
      for (const event of eventKinds.includes(kind) ? [payload].flat() : [])
        if (event.partition !== crc32(event.account) % 4) problems.push(`partition of ${event.account} is wrong for P = 4`);
      return problems.map((problem) => `message example ${name}: ${problem}`);
    }),
  );
}

// The numbered lines behind the words "Which state of an order stands", blanks made one.
function orderLines(text) {
  const behind = text.split("Which state of an order stands")[1] ?? "";
  const list = behind.slice(behind.indexOf("\n1. ") + 1).split(/\n\s*\n/)[0];
  return list.split(/\n(?=\d+\. )/).map((line) => line.trim().replace(/\s+/g, " "));
}

// page: the text of docs/events.md. Whoever has only asyncapi.yaml must be told the same lines.
export function checkOrderLines(document, page) {
  const here = orderLines(document.info.description);
  const there = orderLines(page);
  if (there.length < 2) return ["docs/events.md has no lines about the state of an order that stands"];
  return there.flatMap((line, i) => (here[i] === line ? [] : [`line ${i + 1}: here '${here[i]}', docs/events.md '${line}'`]))
    .concat(here.length > there.length ? [`has ${here.length} lines, docs/events.md ${there.length}`] : []);
}
