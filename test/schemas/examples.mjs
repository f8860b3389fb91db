// Runs every example of schemas/events/examples against its schema. A file's name says what is expected of it:
// valid-*: accepted; invalid-*: refused, at the one field that expected.json names; beyond-schema-*: accepted here,
// refused by the codec. A problem is a line of text.
import { readFileSync, readdirSync } from "node:fs";
import { brokenBeyondSchema } from "./beyond_schema.mjs";

export const eventKinds = ["order", "trade", "batch"];
export const commandKinds = ["command", "send_request", "notice_request", "wake", "prices"]; // what else travels, each with a codec of ours
export const kinds = [...eventKinds, "nothing", ...commandKinds];

// folder: schemas/events/examples; validators: kind -> compiled schema that collects all its errors; schemas: name -> schema.
export function checkExamples(folder, validators, schemas) {
  const common = Object.keys(schemas.event.properties);
  const fields = {
    order: new Set([...common, ...Object.keys(schemas.order.properties)]),
    trade: new Set([...common, ...Object.keys(schemas.trade.properties)]),
  };
  fields.batch = new Set([...fields.order, ...fields.trade]);
  fields.nothing = new Set(Object.keys(schemas.nothing.properties));
  for (const kind of commandKinds) fields[kind] = new Set(Object.keys(schemas[kind].properties));
  // Services go by the row site_state and read nobody's word for it: there is no codec, and no rule beyond the schema.
  return [...kinds.flatMap((kind) => checkKind(`${folder}/${kind}`, kind, validators[kind], fields[kind])),
    ...checkKind(`${folder}/site`, "site", validators.site, null)];
}

function checkKind(folder, kind, validator, known) {
  const expected = JSON.parse(readFileSync(`${folder}/expected.json`, "utf8"));
  const names = readdirSync(folder).filter((name) => name.endsWith(".json") && name !== "expected.json");
  const problems = [];
  for (const prefix of known ? ["valid-", "invalid-", "beyond-schema-"] : ["valid-", "invalid-"])
    if (!names.some((name) => name.startsWith(prefix))) problems.push(`${kind}: no ${prefix}*.json`);
  for (const name of Object.keys(expected))
    if (!names.includes(name)) problems.push(`${kind}/expected.json names ${name}, which does not exist`);
  for (const name of names) {
    const text = readFileSync(`${folder}/${name}`, "utf8");
    for (const problem of checkExample(name, text, expected[name], validator, (body) => (known ? brokenBeyondSchema(body, known, kind) : []))) problems.push(`${kind}/${name}: ${problem}`);
  }
  return problems;
}

function checkExample(name, text, field, validator, brokenBeyond) {
  const accepted = validator(JSON.parse(text));
  const fields = accepted ? [] : [...new Set(validator.errors.flatMap(fieldOf))];
  if (name.startsWith("valid-")) {
    if (field) return ["is valid, but stands in expected.json"];
    return (accepted ? brokenBeyond(text) : fields).map((broken) => `refused at ${broken}`);
  }
  if (!field) return ["is not in expected.json"];
  if (name.startsWith("invalid-")) return onlyField(field, fields, "the schema");
  if (!name.startsWith("beyond-schema-")) return ["begins with none of valid-, invalid-, beyond-schema-"];
  if (!accepted) return fields.map((broken) => `the schema refuses it at ${broken}`);
  return onlyField(field, brokenBeyond(text), "a rule beyond the schema");
}

function onlyField(field, found, who) {
  if (found.length === 1 && found[0] === field) return [];
  return [`expected ${who} to refuse it at ${field} alone, found ${found.join(", ") || "nothing"}`];
}

// The field that an error of the validator speaks of; "body" where it is the document or an element of a batch.
function fieldOf(error) {
  if (error.keyword === "if") return []; // only reports that its `then` failed, which has an error of its own
  if (error.keyword === "dependentRequired") return [error.params.property];
  const path = error.instancePath.split("/").slice(1).filter((step) => !/^\d+$/.test(step));
  return [path[0] ?? error.params.missingProperty ?? "body"];
}
