// Compares the topology that schemas/asyncapi.yaml tells with the definitions that the broker gets.
// Usage: backstopctl topology --partitions 4 | node topology.mjs. Exit 0: the same. Exit 1: the differences, a line each.
import { readFileSync } from "node:fs";
import yaml from "js-yaml";

const document = yaml.load(readFileSync(new URL("../../schemas/asyncapi.yaml", import.meta.url), "utf8"));
const definitions = JSON.parse(readFileSync(0, "utf8"));
const partitions = definitions.queues.filter(({ name }) => name.startsWith("ledger.")).length;

// A channel with a parameter {partition} stands for one queue of each partition.
function queueChannels() {
  return Object.values(document.channels)
    .filter((channel) => channel.bindings.amqp.is === "queue")
    .flatMap((channel) => (channel.parameters ? eachPartition(channel) : [channel]));
}

function eachPartition(channel) {
  return Array.from({ length: partitions }, (_, number) =>
    JSON.parse(JSON.stringify(channel).replaceAll("{partition}", String(number).padStart(2, "0"))));
}

// A binding with {partition} of a queue without it stands for one binding of each partition.
function eachBinding(channel) {
  return channel["x-bound-to"].flatMap(({ exchange, key }) => (key.includes("{partition}")
    ? Array.from({ length: partitions }, (_, number) =>
      ({ exchange, key: key.replace("{partition}", String(number).padStart(2, "0")) }))
    : [{ exchange, key }]));
}

// Objects with sorted keys, so that equal ones are equal texts.
function line(kind, fields) {
  const sorted = (value) => (value !== null && typeof value === "object"
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value);
  return `${kind} ${JSON.stringify(sorted(fields))}`;
}

const told = new Set([
  ...document["x-exchanges"].map((exchange) => line("exchange", { ...exchange, vhost: "backstop" })),
  ...queueChannels().map(({ bindings: { amqp: { queue } }, ...channel }) => line("queue",
    { name: queue.name, durable: queue.durable, vhost: queue.vhost, arguments: channel["x-queue-arguments"] })),
  ...queueChannels().flatMap((channel) => eachBinding(channel).map(({ exchange, key }) => line("binding",
    { source: exchange, destination: channel.bindings.amqp.queue.name, routing_key: key }))),
]);
const defined = new Set([
  ...definitions.exchanges.map(({ name, type, durable, vhost, arguments: given }) =>
    line("exchange", { name, type, durable, vhost, arguments: given })),
  ...definitions.queues.map(({ name, durable, vhost, arguments: given }) =>
    line("queue", { name, durable, vhost, arguments: given })),
  ...definitions.bindings.map(({ source, destination, routing_key: key }) =>
    line("binding", { source, destination, routing_key: key })),
]);

const problems = [
  ...[...told].filter((one) => !defined.has(one)).map((one) => `only in asyncapi.yaml: ${one}`),
  ...[...defined].filter((one) => !told.has(one)).map((one) => `only in the definitions: ${one}`),
];
if (partitions === 0) problems.push("the definitions have no queue ledger.<pp>");
problems.forEach((problem) => console.error(problem));
console.log(problems.length === 0 ? `the same ${told.size} objects` : `${problems.length} differences`);
process.exitCode = problems.length === 0 ? 0 : 1;
