// Holds schemas/events, their examples, schemas/asyncapi.yaml and the ENUM columns of schemas/sql together.
// Usage: node validate.mjs [FOLDER OF SCHEMAS]. Exit 0: all agree. Exit 1: every problem on a line of its own.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkAgreement, checkMessageExamples, checkOrderLines, checkPartitionExamples, parseAsyncapi } from "./asyncapi.mjs";
import { checkExamples, kinds } from "./examples.mjs";
import { compileSchemas, readSchemas } from "./schema_files.mjs";
import { checkSqlEnums } from "./sql_enums.mjs";

const folder = process.argv[2] ?? fileURLToPath(new URL("../../schemas", import.meta.url));
const problems = [];

// Runs one check; a check that throws is one problem more, not the end of the others.
async function check(name, work) {
  try {
    const found = await work();
    found.forEach((problem) => problems.push(`${name}: ${problem}`));
    console.log(`${found.length === 0 ? "ok  " : "FAIL"} ${name}`);
  } catch (error) {
    problems.push(`${name}: ${error.message}`);
    console.log(`FAIL ${name}`);
  }
}

// A file with 10,001 events would be 5 MB, so the limit of a batch is tried here.
function checkBatchLimit(validate) {
  const event = JSON.parse(readFileSync(`${folder}/events/examples/order/valid-unnumbered.json`, "utf8"));
  const problems = [];
  if (!validate(Array(10_000).fill(event))) problems.push("10,000 events are refused");
  if (validate(Array(10_001).fill(event))) problems.push("10,001 events are accepted");
  return problems;
}

let schemas = {};
let validators = {};
let document = {};
await check("schemas compile", () => {
  schemas = readSchemas(`${folder}/events`);
  validators = compileSchemas(schemas);
  return [];
});
await check("examples", () => checkExamples(`${folder}/events/examples`, validators, schemas));
await check("batch limit", () => checkBatchLimit(validators.batch));
await check("asyncapi.yaml parses", async () => {
  const parsed = await parseAsyncapi(readFileSync(`${folder}/asyncapi.yaml`, "utf8"));
  document = parsed.document;
  return parsed.problems;
});
await check("asyncapi.yaml agrees with the schemas", () => checkAgreement(document, schemas));
await check("asyncapi.yaml, worked examples of the partition", () => checkPartitionExamples(document));
await check("asyncapi.yaml, which state of an order stands", () =>
  checkOrderLines(document, readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8")));
await check("asyncapi.yaml, examples of messages", () => checkMessageExamples(document, validators));
await check("columns of the books hold every value", () =>
  existsSync(`${folder}/sql`) ? checkSqlEnums(`${folder}/sql`, schemas) : ["no folder sql"]);

problems.forEach((problem) => console.error(problem));
console.log(problems.length === 0 ? `all of ${kinds.join(", ")} agree` : `${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
