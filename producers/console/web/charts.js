// Four small charts of the last minutes. Without uPlot (it comes by npm) they say so; the rest of the page works.

import { rate, seconds, shortClock, whole } from "./format.js";
import { element, setText } from "./elements.js";

const LINES_MAX = 6;  // of one chart; the rest is the last one's
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3], [12, 4]];
const SHOWN = { messages: whole, rate, time: seconds };
// Short, for an axis: "50 s", "1.7 min".
const axisTime = (value) => (value < 60e6 ? seconds(value) : `${(value / 60e6).toFixed(1)} min`);
const AXIS = { messages: whole, rate, time: axisTime };
const UNITS = { messages: "messages", rate: "per s", time: "s" };
const HEIGHT = 132;
const SPAN_S = 600;

// [title, what to show, lines of a history: [[label, values]]]
const CHARTS = [
  ["Messages waiting", "messages", (lines) => grouped(lines, "waiting.")],
  ["Messages in and out", "rate", (lines) => picked(lines, ["in", "out"])],
  ["Events applied", "rate", (lines) => under(lines, "applied.", "partition ")],
  ["Books behind", "time", (lines) => under(lines, "lag.", "partition ")],
];

const sum = (rows) => rows[0].map((_, place) =>
  rows.reduce((total, row) => (row[place] === null ? total : (total ?? 0) + row[place]), null));

// waiting.ledger.00 and waiting.ledger.01 are one line: ledger.
function grouped(lines, prefix) {
  const groups = new Map();
  for (const [name, values] of Object.entries(lines)) {
    if (!name.startsWith(prefix)) continue;
    const group = name.slice(prefix.length).split(".")[0];
    groups.set(group, [...(groups.get(group) ?? []), values]);
  }
  return [...groups].map(([group, rows]) => [group, sum(rows)]);
}

const picked = (lines, names) => names.filter((name) => name in lines).map((name) => [name, lines[name]]);

function under(lines, prefix, label) {
  const found = Object.entries(lines).filter(([name]) => name.startsWith(prefix))
    .map(([name, values]) => [label + name.slice(prefix.length), values]);
  if (found.length <= LINES_MAX) return found;
  return [...found.slice(0, LINES_MAX - 1), ["others", sum(found.slice(LINES_MAX - 1).map(([, values]) => values))]];
}

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

class Chart {
  constructor(parent, uPlot, [title, kind, linesOf]) {
    Object.assign(this, { uPlot, title, kind, linesOf, labels: "" });
    this.canvas = element("div", { class: "canvas", role: "img", "aria-label": title });
    this.legend = element("ul", { class: "legend" });
    this.frame = element("figure", {}, element("figcaption", {}, `${title} (${UNITS[kind]})`), this.canvas, this.legend);
    parent.append(this.frame);
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(this.canvas);
  }

  size() {
    return { width: Math.max(120, Math.floor(this.canvas.clientWidth)), height: HEIGHT };
  }

  make(labels) {
    this.plot?.destroy();
    const grid = { stroke: style("--rule"), width: 1 };
    const axis = { stroke: style("--soft"), grid, ticks: { show: false }, font: "11px system-ui, sans-serif" };
    const series = labels.map((label, place) =>
      ({ label, stroke: style(`--line-${place + 1}`), dash: DASHES[place], width: 1.5, points: { show: false }, spanGaps: false }));
    this.plot = new this.uPlot({
      ...this.size(), cursor: { show: false }, legend: { show: false }, padding: [8, 18, 0, 0],
      scales: { x: { time: true, range: (plot, low, high) => [high - SPAN_S, high] }, y: { range: (plot, low, high) => [0, Math.max(this.kind === "time" ? 1e6 : 1000 / (this.kind === "rate" ? 1 : 100), high * 1.1)] } },
      axes: [{ ...axis, size: 24, space: 60, values: (plot, splits) => splits.map((at) => shortClock(at * 1e6)) },
        { ...axis, size: 50, space: 28, values: (plot, splits) => splits.map((value) => AXIS[this.kind](value)) }],
      series: [{}, ...series] }, [[], ...labels.map(() => [])], this.canvas);
    this.legend.replaceChildren(...labels.map((label, place) => element("li", {},
      element("span", { class: `stroke stroke-${place + 1}`, "aria-hidden": "true" }), element("span", {}, label), element("span", { class: "numbers value" }))));
  }

  show(history) {
    const lines = this.linesOf(history.lines).slice(0, LINES_MAX);
    const labels = lines.map(([label]) => label);
    if (this.plot === undefined || this.labels !== labels.join("\n")) {
      this.labels = labels.join("\n");
      this.make(labels);
    }
    this.plot.setData([history.at_us.map((at) => at / 1e6), ...lines.map(([, values]) => values)]);
    lines.forEach(([, values], place) => setText(this.legend.children[place].lastChild, SHOWN[this.kind](values.at(-1) ?? null)));
  }

  // With the colours of the scheme that has been switched to.
  redraw(history) {
    this.labels = null;
    this.show(history);
  }
}

export class Charts {
  constructor(parent) {
    this.history = { at_us: [], lines: {} };
    this.charts = [];
    import("./uPlot.esm.js").then(({ default: uPlot }) => {
      document.head.append(element("link", { rel: "stylesheet", href: "/uPlot.min.css" }));
      this.charts = CHARTS.map((chart) => new Chart(parent, uPlot, chart));
      this.show();
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.charts.forEach((chart) => chart.redraw(this.history)));
    }, () => parent.append(element("p", { class: "note" }, "History is not drawn: the service was built without uPlot.")));
  }

  replace(history) {
    this.history = history;
    this.pointsMax = Math.max(300, history.at_us.length);
    this.show();
  }

  add({ at_us: at, values }) {
    const { at_us: times, lines } = this.history;
    for (const name of Object.keys(values)) lines[name] ??= times.map(() => null);
    times.push(at);
    for (const [name, line] of Object.entries(lines)) line.push(values[name] ?? null);
    if (times.length > this.pointsMax) {
      times.shift();
      for (const line of Object.values(lines)) line.shift();
    }
    this.show();
  }

  show() {
    for (const chart of this.charts) chart.show(this.history);
  }
}
