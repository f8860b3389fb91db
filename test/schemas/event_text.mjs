// The fields of events as they are written, which JSON.parse does not tell.

const token = /"((?:[^"\\]|\\.)*)"(\s*:)?|-?\d[0-9.eE+-]*|[{}[\]]|true|false|null/g;

// text: a JSON document that parses, one event or an array of events. Answers for each event its fields in order, as
// { name, text }: numbers as they are written, "" for any other value. Fields of inner objects are left out.
export function fieldsOfEvents(text) {
  const eventDepth = text.trimStart().startsWith("[") ? 2 : 1;
  const events = [];
  let depth = 0;
  for (const [whole, string, colon] of text.matchAll(token)) {
    if (whole === "}" || whole === "]") depth -= 1;
    else if (whole === "{" || whole === "[") {
      depth += 1;
      if (depth === eventDepth) events.push([]);
    } else if (depth === eventDepth) {
      if (colon) events.at(-1).push({ name: string, text: "" });
      else if (/^[-\d]/.test(whole)) events.at(-1).at(-1).text = whole;
    }
  }
  return events;
}

// text: a message of prices. Answers for each of its lines the numbers as they are written.
export function numbersOfLines(text) {
  const lines = [];
  let depth = 0;
  for (const [whole] of text.matchAll(token)) {
    if (whole === "}" || whole === "]") depth -= 1;
    else if (whole === "{" || whole === "[") {
      depth += 1;
      if (depth === 3) lines.push([]);
    } else if (depth === 3 && /^[-\d]/.test(whole)) lines.at(-1).push(whole);
  }
  return lines;
}
