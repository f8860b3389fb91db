// Compares the topology that schemas/asyncapi.yaml tells with the definitions that the broker gets.
// Usage: backstopctl topology --partitions 4 | node topology.mjs. Exit 0: the same. Exit 1: the differences, a line each.
import { readFileSync } from "node:fs";
import yaml from "js-yaml";

const document = yaml.load(readFileSync(new URL("../../schemas/asyncapi.yaml", import.meta.url), "utf8"));
const definitions = JSON.parse(readFileSync(0, "utf8"));
const partitions = definitions.queues.filter(({ name }) => name.startsWith("ledger.")).length;

const sessions = definitions.queues.filter(({ name }) => name.startsWith("gateway."))
  .map(({ name }) => name.replace("gateway.", ""));
const values = {
  partition: Array.from({ length: partitions }, (_, number) => String(number).padStart(2, "0")),
  session: sessions,
  channel: document.channels.notices.parameters.channel.enum,
  urgency: document.channels.notices.parameters.urgency.enum,
};

// A channel with a parameter, {partition} or {session} or one of a closed list, stands for one queue of each.
function queueChannels() {
  return Object.values(document.channels)
    .filter((channel) => channel.bindings.amqp.is === "queue")
    .flatMap((channel) => Object.keys(channel.parameters ?? {}).reduce(eachValue, [channel]));
}

// things: JSON values. Answers one for each thing and value of the parameter that it names.
function eachValue(things, parameter) {
  return things.flatMap((thing) => {
    const text = JSON.stringify(thing);
    if (!text.includes(`{${parameter}}`)) return [thing];
    return values[parameter].map((value) => JSON.parse(text.replaceAll(`{${parameter}}`, value)));
  });
}

// A binding with a parameter that its queue does not have stands for one binding of each value.
function eachBinding(channel) {
  return Object.keys(values).reduce(eachValue, channel["x-bound-to"]);
}

// Objects with sorted keys, so that equal ones are equal texts.
function line(kind, fields) {
  const sorted = (value) => (value !== null && typeof value === "object"
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value);
  return `${kind} ${JSON.stringify(sorted(fields))}`;
}

const exchanges = eachValue(document["x-exchanges"], "partition")
  .map(({ "bound-to": boundTo = [], internal = false, ...exchange }) => ({ exchange: { ...exchange, internal }, boundTo }));

const told = new Set([
  ...exchanges.map(({ exchange }) => line("exchange", { ...exchange, vhost: "backstop" })),
  ...exchanges.flatMap(({ exchange, boundTo }) => boundTo.map(({ exchange: source, key }) => line("binding",
    { source, destination: exchange.name, type: "exchange", routing_key: key }))),
  ...queueChannels().map(({ bindings: { amqp: { queue } }, ...channel }) => line("queue",
    { name: queue.name, durable: queue.durable, vhost: queue.vhost, arguments: channel["x-queue-arguments"] })),
  ...queueChannels().flatMap((channel) => eachBinding(channel).map(({ exchange, key }) => line("binding",
    { source: exchange, destination: channel.bindings.amqp.queue.name, type: "queue", routing_key: key }))),
]);
const defined = new Set([
  ...definitions.exchanges.map(({ name, type, durable, vhost, internal, arguments: given }) =>
    line("exchange", { name, type, durable, vhost, internal, arguments: given })),
  ...definitions.queues.map(({ name, durable, vhost, arguments: given }) =>
    line("queue", { name, durable, vhost, arguments: given })),
  ...definitions.bindings.map(({ source, destination, destination_type: type, routing_key: key }) =>
    line("binding", { source, destination, type, routing_key: key })),
]);

const problems = [
  ...[...told].filter((one) => !defined.has(one)).map((one) => `only in asyncapi.yaml: ${one}`),
  ...[...defined].filter((one) => !told.has(one)).map((one) => `only in the definitions: ${one}`),
];
if (partitions === 0) problems.push("the definitions have no queue ledger.<pp>");
problems.forEach((problem) => console.error(problem));
console.log(problems.length === 0 ? `the same ${told.size} objects` : `${problems.length} differences`);
process.exitCode = problems.length === 0 ? 0 : 1;
