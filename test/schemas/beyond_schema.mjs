// The rules of docs/events.md and docs/commands.md that JSON Schema cannot express: how a number is written, a field given twice, how deep a value is nested, comparisons
// between fields, the calendar, the partition. A validator sees 101.35000, 101.35 and 1.0135e2 as the same number;
// the codec reads the text.
import { crc32 } from "node:zlib";
import { fieldsOfEvents, numbersOfLines } from "./event_text.mjs";

const partitions = 256; // P of the examples, so that they can show the whole range
const priceFields = ["price", "trigger"];
const integerFields = [
  "day", "partition", "seq", "token", "exchange_time_us", "received_time_us", "quantity", "filled", "remaining",
  "percent", "epoch", "issued_us", "expires_us", "time_us",
];
const priceText = /^-?\d+(\.\d{1,4})?$/;
const integerText = /^-?\d+$/;
const levelsMax = 32; // of a field's value
const largestValue = 10000000000n * 10_000n; // units of 0.0001 rupee

// text: a JSON document that the schema accepts. Answers the names of all fields that break a rule, over all its events.
// known: the names of all fields of events; what else stands in an event is ignored, as the codec does.
// kind: of examples.mjs.
export function brokenBeyondSchema(text, known, kind) {
  const body = JSON.parse(text);
  const events = Array.isArray(body) ? body : [body];
  const broken = new Set();
  fieldsOfEvents(text).forEach((written, index) => {
    const fields = written.filter(({ name }) => known.has(name));
    twice(fields).forEach((name) => broken.add(name));
    const wrong = fields.filter(writtenWrongly).map(({ name }) => name);
    wrong.forEach((name) => broken.add(name));
    if (wrong.length === 0) betweenFields(events[index], fields, kind).forEach((name) => broken.add(name));
  });
  if (events.some((event) => Object.values(event).some((value) => levelsOf(value) > levelsMax))) broken.add("body");
  if (kind === "prices" && !(linesAreWrittenWell(text) && body.prices.every(bandIsInOrder))) broken.add("prices");
  return [...broken];
}

function levelsOf(value) {
  if (value === null || typeof value !== "object") return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf));
}

function twice(fields) {
  const names = fields.map(({ name }) => name);
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function writtenWrongly({ name, text }) {
  if (priceFields.includes(name)) return !priceText.test(text);
  return integerFields.includes(name) && !integerText.test(text);
}

// Each line is [token, last, bid, ask], or that and band_low, band_high.
function linesAreWrittenWell(text) {
  return numbersOfLines(text).every(([token, ...prices]) => integerText.test(token) && prices.every((one) => priceText.test(one)));
}

// 0 says nothing, null that there is none.
function bandIsInOrder([, , , , low, high]) {
  return !low || !high || low <= high;
}

function betweenFields(event, fields, kind) {
  if (kind === "command") return betweenFieldsOfCommand(event);
  if (event.source === undefined) return []; // no event
  const broken = [];
  if (!isCalendarDate(event.day)) broken.push("day");
  if (kind === "nothing") return broken;
  if (event.partition !== crc32(event.account) % partitions) broken.push("partition");
  if (event.kind === "order") {
    if (event.filled > event.quantity) broken.push("filled");
    else if (event.remaining > event.quantity - event.filled) broken.push("remaining");
    if (isNoNumber(event.exchange_order_id) && event.client_order_id === "") broken.push("exchange_order_id");
  } else if (valueOf(fields) > largestValue) broken.push("quantity");
  return broken;
}

function betweenFieldsOfCommand(command) {
  const broken = [];
  if (!isCalendarDate(command.day)) broken.push("day");
  if (command.expires_us <= command.issued_us) broken.push("expires_us");
  return broken;
}

// Computed from the text: a double does not hold it.
function valueOf(fields) {
  const textOf = (name) => fields.find((field) => field.name === name)?.text ?? "0"; // left to the trade that it names
  const [whole, decimals = ""] = textOf("price").split(".");
  return BigInt(textOf("quantity")) * BigInt(whole + decimals.padEnd(4, "0"));
}

function isNoNumber(text) {
  const word = text.trim().toLowerCase();
  const words = ["-1", "none", "null", "nil", "na", "n/a", "nan", "undefined", "unknown"];
  return words.includes(word) || !/[1-9a-z]/.test(word);
}

function isCalendarDate(day) {
  const [year, month, date] = [Math.floor(day / 10000), Math.floor(day / 100) % 100, day % 100];
  const found = new Date(Date.UTC(year, month - 1, date));
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === date;
}
