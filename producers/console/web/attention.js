// What an operator should look at first, worst first. Pure: a reading in, sentences out.

import { duration, many, seconds, whole } from "./format.js";

const UNKNOWN_NAMES = { site: "the site's state", day: "the trading day", queues: "the queues", watermarks: "the books' watermarks", parked: "parked events",
  notices: "notices", commands: "open commands", contradicted: "contradicted orders", broker: "the broker", database: "the database" };
const LAG_US = 5e6;

// Queues that may stand without a reader: what is put aside, and what nobody has been set up to send.
const mayBeUnread = (queue) => queue.kind !== "work" || (queue.ready ?? 0) === 0;

function services(overview) {
  return overview.services.filter((one) => !one.ready).map((one) => ({
    tone: one.live ? "warn" : "bad", text: `${one.name} is ${one.live ? "not ready" : "down"}`, detail: one.reasons.join("; ") }));
}

function broker(overview) {
  return (overview.broker ?? []).flatMap((node) => [
    !node.running && { tone: "bad", text: `Broker node ${node.name} is not running` },
    node.memory_alarm && { tone: "bad", text: "The broker is short of memory", detail: "publishers are blocked" },
    node.disk_alarm && { tone: "bad", text: "The broker is short of disk", detail: "publishers are blocked" }]);
}

function queues(overview) {
  return (overview.queues ?? []).flatMap((queue) => [
    queue.kind === "dead_letters" && queue.ready > 0 &&
      { tone: "warn", text: `${whole(queue.ready)} in ${queue.name}`, detail: "refused for good, or without a queue" },
    !mayBeUnread(queue) && queue.consumers === 0 && { tone: "bad", text: `Nobody reads ${queue.name}`, detail: `${whole(queue.ready)} wait` }]);
}

// The verdict tells of pauses where the tables could be read and a day is open; then they are not told twice.
const PAUSED = /^(paused by|exits wait, the books are catching up)/;
const toldByVerdict = (overview, one) => overview.verdict.findings.some((found) =>
  found.scope === "partition" && found.name === String(one.number) && PAUSED.test(found.reason));

function partitions(overview) {
  return overview.partitions.map((one) => (toldByVerdict(overview, one) ? { ...one, paused: null } : one)).flatMap((one) => [
    one.gap_us > 0 && { tone: "bad", text: `Events are missing in partition ${one.number}`,
      detail: `for ${seconds(one.gap_us)}, ${whole(one.held)} held behind` },
    one.paused && one.paused.resumed_us === 0 && { tone: "warn", text: `Partition ${one.number} is paused`,
      detail: `by ${one.paused.by}: ${one.paused.reason}${one.paused.drained_by ? "" : " (not stopped yet)"}` },
    one.paused?.resumed_us > 0 && { tone: "warn", text: `Partition ${one.number} is catching up`,
      detail: `exits wait; was paused by ${one.paused.by}: ${one.paused.reason}` },
    one.lag_us > LAG_US && { tone: "warn", text: `Partition ${one.number} is ${duration(one.lag_us / 1e6)} behind` }]);
}

function rows(overview) {
  const dead = (overview.notices ?? []).find((group) => group.name === "dead");
  return [
    ...(overview.commands?.waiting ?? []).map((one) => ({ tone: "warn", text: `${many(one.count, "exit or cancel waits", "exits and cancels wait")}`, detail: one.name })),
    overview.parked?.total > 0 && { tone: "warn", text: `${many(overview.parked.total, "event is", "events are")} parked`, detail: `the books are without ${overview.parked.total === 1 ? "it" : "them"}` },
    ...(overview.in_doubt ?? []).map((one) => one.orders > 0 &&
      { tone: "bad", text: `${many(one.orders, "order")} in doubt at ${one.session}`, detail: `oldest ${seconds(one.oldest_us)}` }),
    ...(overview.contradicted ?? []).map((one) =>
      ({ tone: "bad", text: `${many(one.orders, "order")} contradicted at ${one.session}`, detail: `oldest ${seconds(one.oldest_us)}` })),
    dead?.count > 0 && { tone: "warn", text: `${many(dead.count, "notice was", "notices were")} given up`, detail: "in 24 hours" }];
}

// What the verdict about the books rests on; its mere warnings are told below.
function books(overview) {
  return overview.verdict.findings.filter((one) => one.verdict !== "TRUSTED").map((one) => ({
    tone: one.verdict === "NOT_TRUSTED" ? "bad" : "warn",
    text: one.scope === "site" ? one.reason : `${one.scope} ${one.name}: ${one.reason}`,
    detail: one.holds ? "exits are held, and customers who ask are told why" : undefined }));
}

const ABOUTS_TOLD = 6;

// In the order of the first, and so the worst, of each name.
function byName(alerts) {
  const groups = new Map();
  for (const one of alerts) groups.set(one.name, [...(groups.get(one.name) ?? []), one]);
  return [...groups.values()];
}

function aboutOf(group) {
  const abouts = [...new Set(group.map((one) => one.about).filter(Boolean))];
  return abouts.slice(0, ABOUTS_TOLD).join("; ") + (abouts.length > ABOUTS_TOLD ? "; …" : "");
}

// How long the oldest has fired.
function ageOf(group, now) {
  const since = group.map((one) => one.since_us).filter((one) => one > 0);
  if (since.length === 0) return "";
  return `${group.length > 1 ? "the oldest " : ""}for ${seconds(Math.max(0, now - Math.min(...since)))}`;
}

// The alerts that fire, as Prometheus tells, those of one name in one line; where it cannot be asked, that, and never none.
export function firing({ alerts, unknown, taken_us: now }) {
  if (alerts === null) return [{ tone: "warn", text: "Not known", detail: unknown.alerts }];
  if (alerts.length === 0) return [{ tone: "good", text: "None" }];
  return byName(alerts).map((group) => ({ tone: group.some((one) => one.critical) ? "bad" : "warn",
    text: group.length > 1 ? `${group[0].name} (${whole(group.length)})` : group[0].name,
    detail: [group[0].summary, aboutOf(group), ageOf(group, now)].filter(Boolean).join(" · ") }));
}

// Of the site itself: ACTIVE, and its day is over, as the server says it.
function night({ left_active: left }) {
  return left === "" ? [] : [{ tone: "warn", text: left.charAt(0).toUpperCase() + left.slice(1), detail: "open the next day, or stand down" }];
}

// One line for one cause.
function unknown(overview) {
  const names = new Map();
  for (const [name, why] of Object.entries(overview.unknown)) {
    if (name in UNKNOWN_NAMES) names.set(why, [...(names.get(why) ?? []), UNKNOWN_NAMES[name]]);
  }
  return [...names].map(([why, all]) => ({ tone: "bad", text: `Cannot read ${all.join(", ")}`, detail: why }));
}

// [{tone: "bad" or "warn", text, detail?}]
export function problems(overview) {
  const found = [books, unknown, night, broker, services, partitions, queues, rows].flatMap((look) => look(overview)).filter(Boolean);
  return found.sort((one, other) => (one.tone === "bad" ? 0 : 1) - (other.tone === "bad" ? 0 : 1));
}
