// The tables of the page: made once, shown again with every reading.

import { bytes, DASH, duration, moment, rate, seconds, whole } from "./format.js";
import { fillNumber, fillStatus, setText, Table } from "./elements.js";

const at = (id) => document.getElementById(id);
const text = (title, of) => ({ title, kind: "text", fill: (cell, item) => setText(cell, of(item)) });
const number = (title, of, unit = "") => ({ title, unit, kind: "number", fill: (cell, item) => fillNumber(cell, of(item)) });
const wide = (column) => ({ ...column, kind: `${column.kind} roomy` });  // not on a phone

function serviceStatus(cell, { live, ready }) {
  fillStatus(cell, ready ? "good" : live ? "warn" : "bad", ready ? "ready" : live ? "not ready" : "down");
}

function partitionStatus(cell, { paused, gap_us: gap }) {
  if (gap > 0) return fillStatus(cell, "bad", "gap");
  if (paused?.resumed_us > 0) return fillStatus(cell, "warn", "catching up");
  if (paused) return fillStatus(cell, "warn", paused.drained_by ? "paused" : "pausing");
  if (gap === null) return fillStatus(cell, "warn", "unknown");  // no ledger tells of it
  return fillStatus(cell, "good", "runs");
}

const waiting = (queue) => (queue.ready === null || queue.unacked === null ? null : queue.ready + queue.unacked);
// What waits behind a pause is told in recorded events, as everywhere.
const behindPause = ({ paused, missing, lag_messages: messages }) => (paused && missing !== null ? `${whole(missing)} events` : whole(messages));
const watermark = ({ streams }) => (streams.length === 0 ? null : streams.reduce((sum, one) => sum + one.watermark, 0));

// Work first, by name; then what is kept, then what is put aside.
const KINDS = ["work", "journal", "dead_letters"];
const inOrder = (queues) => queues?.toSorted((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind)) ?? null;

export class Tables {
  constructor() {
    this.services = new Table(at("services"), "Services and their health", [
      text("Service", (one) => one.name), { title: "Health", kind: "status", fill: serviceStatus },
      wide(text("Why", (one) => one.reasons.join("; ")))], "No service is watched.");
    this.partitions = new Table(at("partitions"), "Progress of the books in each partition", [
      text("No.", (one) => String(one.number)), { title: "State", kind: "status", fill: partitionStatus },
      number("Waiting", behindPause, "messages"), number("Behind", (one) => seconds(one.lag_us)),
      number("Applied", (one) => rate(one.applied_per_1000_s), "events/s"), wide(number("Held", (one) => whole(one.held), "events")),
      wide(number("Watermark", (one) => whole(watermark(one)), "events"))], "No partition has been heard of.");
    this.queues = new Table(at("queues"), "Depth and rates of each queue", [
      text("Queue", (queue) => queue.name), number("Waiting", (queue) => whole(queue.ready), "messages"),
      number("At work", (queue) => whole(queue.unacked), "messages"), number("Readers", (queue) => whole(queue.consumers), "programs"),
      wide(number("In", (queue) => rate(queue.in_per_1000_s), "per s")), wide(number("Out", (queue) => rate(queue.out_per_1000_s), "per s")),
      wide(number("Size", (queue) => bytes(queue.bytes)))], "There are no queues.");
    this.aside = new Table(at("aside"), "Parked events by field, and dead letters by queue", [
      text("What", (one) => one.name), number("Count", (one) => whole(one.count), "events"),
      text("Newest", (one) => moment(one.newest_us))], "Nothing is parked, and there are no dead letters.");
    this.inDoubt = new Table(at("in-doubt"), "Orders in doubt by session", [
      text("Session", (one) => one.session), number("Un\u00ADanswered", (one) => whole(one.orders), "orders"),
      number("Contra\u00ADdicted", (one) => whole(one.contradicted?.orders), "orders"),
      number("Oldest", (one) => (one.orders > 0 || one.contradicted?.orders > 0 ? seconds(oldest(one)) : DASH))], "No session.");
    this.commands = new Table(at("commands"), "Commands that go on, and why their rows wait", [
      text("What", (one) => one.name), number("Count", (one) => whole(one.count), "each"),
      number("Oldest", (one) => (one.oldest_us > 0 ? seconds(one.oldest_us) : DASH))], "No command is open.");
    this.notices = new Table(at("notices"), "Notices by state", [
      text("State", (one) => one.name), number("Count", (one) => whole(one.count), "notices"),
      text("Newest", (one) => moment(one.newest_us))], "No notices.");
    this.ground = new Table(at("ground"), "Broker and database", [
      text("What", (one) => one.name), { title: "State", kind: "status", fill: (cell, one) => fillStatus(cell, one.tone, one.word) },
      text("", (one) => one.detail)], "");
  }

  show(overview) {
    const { unknown } = overview;
    this.services.show(overview.services, (one) => one.name);
    this.partitions.show(overview.partitions, (one) => one.number);
    this.queues.show(inOrder(overview.queues), (queue) => queue.name, unknown.queues);
    this.aside.show(aside(overview), (one) => one.name, unknown.parked ?? unknown.queues);
    this.inDoubt.show(doubts(overview), (one) => one.session, unknown.in_doubt);
    this.commands.show(commands(overview), (one) => one.name, unknown.commands);
    this.notices.show(overview.notices, (one) => one.name, unknown.notices);
    this.ground.show(ground(overview), (one) => one.name);
  }
}

// Orders of each session that nobody has answered, and those of which the exchange has contradicted itself. A number is null where it is
// not known.
function doubts({ in_doubt: unanswered, contradicted }) {
  if (unanswered === null && contradicted === null) return null;
  const names = new Set([...(unanswered ?? []), ...(contradicted ?? [])].map((one) => one.session));
  const of = (sessions, session) => sessions?.find((one) => one.session === session) ?? { orders: sessions === null ? null : 0, oldest_us: 0 };
  return [...names].sort().map((session) => ({ session, ...of(unanswered, session), contradicted: of(contradicted, session) }));
}

// Commands that go on, then the rows of theirs that wait, by reason.
function commands({ commands: open }) {
  if (open === null) return null;
  if (open.count === 0) return [];
  return [{ name: "commands that go on", count: open.count, oldest_us: open.oldest_us },
    ...open.waiting.map((one) => ({ name: `rows that wait: ${one.name}`, count: one.count, oldest_us: 0 }))];
}

const oldest = (one) => Math.max(one.oldest_us, one.contradicted?.oldest_us ?? 0);

// Parked events by the field that was wrong, and queues of dead letters. Null where either is not known.
function aside({ parked, queues }) {
  if (parked === null || queues === null) return null;
  const groups = parked.groups.map((group) => ({ ...group, name: `parked: ${group.name}` }));
  const dead = queues.filter((queue) => queue.kind === "dead_letters" && waiting(queue) !== 0);
  return [...groups, ...dead.map((queue) => ({ name: queue.name, count: waiting(queue), newest_us: 0 }))];
}

function ground({ broker, database, unknown }) {
  const nodes = broker?.map((node) => ({
    name: node.name, tone: node.memory_alarm || node.disk_alarm || !node.running ? "bad" : "good",
    word: !node.running ? "down" : node.memory_alarm || node.disk_alarm ? "alarm" : "runs",
    detail: `memory ${bytes(node.memory_bytes)} of ${bytes(node.memory_bytes_max)}, disk free ${bytes(node.disk_free_bytes)} (alarm below ` +
      `${bytes(node.disk_free_bytes_min)}), up ${node.up_seconds === null ? DASH : duration(node.up_seconds)}` })) ??
    [{ name: "broker", tone: "bad", word: "unknown", detail: unknown.broker }];
  const base = database === null ? { tone: "bad", word: "unknown", detail: unknown.database }
    : { tone: "good", word: "runs", detail: `${database.version}, ${whole(database.connections)} connections, up ${duration(database.up_seconds)}` };
  return [...nodes, { name: "database", ...base }];
}
