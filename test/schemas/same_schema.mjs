// Compares two JSON Schemas by what they demand: references resolved, words for people left out.

const forPeople = new Set(["title", "description", "examples", "$schema", "$id", "$defs"]);

// find: (reference, root) -> [root of the document that it points into, JSON pointer]. Throws where nothing is there.
// Keywords beside a `$ref` win over the same keyword of what it names; our schemas only narrow that way.
export function resolved(schema, root, find) {
  if (Array.isArray(schema)) return schema.map((element) => resolved(element, root, find));
  if (schema === null || typeof schema !== "object") return schema;
  const { $ref, ...rest } = schema;
  const own = Object.fromEntries(
    Object.entries(rest)
      .filter(([keyword, value]) => !(forPeople.has(keyword) && typeof value !== "object") && keyword !== "$defs")
      .map(([keyword, value]) => [keyword, resolved(value, root, find)]),
  );
  if (typeof $ref !== "string") return own;
  const [target, pointer] = find($ref, root);
  const named = pointer.split("/").slice(1).reduce((node, step) => node?.[step], target);
  if (named === undefined) throw new Error(`$ref ${$ref} does not resolve`);
  return { ...resolved(named, target, find), ...own };
}

// Answers one line for each place where the two differ. The order of names in `required` and `enum` does not matter.
export function differences(here, there, path) {
  if (Array.isArray(here) && Array.isArray(there) && typeof (here[0] ?? there[0]) !== "object") {
    const [a, b] = [here, there].map((list) => [...list].sort().join(" "));
    return a === b ? [] : [`${path}: asyncapi.yaml has [${a}], schemas/events [${b}]`];
  }
  if (isObject(here) && isObject(there)) {
    const keys = new Set([...Object.keys(here), ...Object.keys(there)]);
    return [...keys].flatMap((key) => differences(here[key], there[key], `${path}.${key}`));
  }
  return here === there ? [] : [`${path}: asyncapi.yaml has ${JSON.stringify(here)}, schemas/events ${JSON.stringify(there)}`];
}

function isObject(value) {
  return value !== null && typeof value === "object";
}
