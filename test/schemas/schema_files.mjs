// Reads and compiles schemas/events/*.schema.json.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import { kinds } from "./examples.mjs";

// A state of the site is only written by us: it has no codec to agree with, and no rule beyond its schema.
export const schemaNames = ["event", ...kinds, "site"];

// Answers name -> parsed schema.
export function readSchemas(folder) {
  return Object.fromEntries(
    schemaNames.map((name) => [name, JSON.parse(readFileSync(`${folder}/${name}.schema.json`, "utf8"))]),
  );
}

// Answers kind -> validator; throws with the name of a `$ref` that does not resolve.
export function compileSchemas(schemas) {
  // strictRequired and strictTypes speak against `allOf` and `if`, which repeat no property of the base on purpose.
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, strictTuple: false });
  ajv.addSchema(Object.values(schemas));
  return Object.fromEntries([...kinds, "site"].map((kind) => [kind, ajv.getSchema(schemas[kind].$id)]));
}
