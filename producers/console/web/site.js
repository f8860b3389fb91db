// The head of the page: what the site is doing, and whether what is shown is of now.

import { clock, duration, many, moment, whole } from "./format.js";
import { element, setData, setText } from "./elements.js";

const MEANS = {
  STANDBY: "Following the market. Orders are not accepted.",
  ACTIVATING: "Becoming active. Orders are not accepted yet.",
  ACTIVE: "Trading. Customers cancel and exit through this site.",
  RETURNING: "Handing back. Nothing new is accepted.",
  PAUSED: "Following the market. Does not activate by itself.",
};
const LINK = { connecting: "connecting", live: "live", stale: "stale" };

function facts(site, day, now_us) {
  const since = site.since_us > 0 ? `${moment(site.since_us)} (${duration(Date.now() / 1000 - site.since_us / 1e6)})` : "the start";
  return [["Exchange time", clock(now_us)], ["Trading day", day === null ? "none" : dayOf(day.day)], ["Epoch", whole(site.epoch)], ["Since", since], ["By", site.by], ["Reason", site.reason]];
}

// 20261128 -> 2026-11-28
const dayOf = (day) => String(day).replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");

// What the word is about; and, as agreement is then no more than the record's, what nobody has compared.
function scopeOf(verdict) {
  const uncompared = verdict.findings.filter((one) => one.scope === "site" && one.verdict === "TRUSTED" && one.reason.startsWith("not compared"));
  const told = [verdict.headline.split(": ").slice(1).join(": "), ...uncompared.map((one) => one.reason)].filter(Boolean).join("; ");
  return told ? told[0].toUpperCase() + told.slice(1) : "Record, exchange and books agree, as far as anybody has looked.";
}

function showVerdict({ verdict, alerts }) {
  setData(document.getElementById("verdict"), "verdict", verdict.verdict.toLowerCase());
  setText(document.getElementById("verdict-word"), verdict.verdict.replaceAll("_", " "));
  const scope = scopeOf(verdict);
  const compared = verdict.compared_ago_us === null ? "" : ` Every account was compared in the last ${duration(Math.ceil(verdict.compared_ago_us / 1e6))}.`;
  setText(document.getElementById("verdict-scope"), scope + (compared && !scope.endsWith(".") ? "." : "") + compared);
  const critical = alerts?.filter((one) => one.critical).length;
  setData(document.getElementById("fires"), "fires", alerts === null ? "unknown" : critical > 0 ? "critical" : alerts.length > 0 ? "warning" : "none");
  setText(document.getElementById("fires"), alerts === null ? "Alerts: not known, nobody can be asked" : alerts.length === 0 ? "No alert fires."
    : `${many(alerts.length, "alert fires", "alerts fire")}${critical > 0 ? `, ${critical} critical` : ""}`);
}

export function showSite(overview) {
  const { site, day } = overview;
  showVerdict(overview);
  const state = site?.state ?? "UNKNOWN";
  setData(document.getElementById("site"), "state", state.toLowerCase());
  setText(document.getElementById("state"), state);
  setText(document.getElementById("state-means"), MEANS[state] ?? `Not known: ${overview.unknown.site}`);
  document.title = `${state} · ${overview.verdict.verdict.replaceAll("_", " ")} · Backstop`;
  const list = document.getElementById("site-facts");
  const wanted = site === null ? [] : facts(site, day, overview.taken_us);
  if (list.children.length !== wanted.length) {
    list.replaceChildren(...wanted.map(([name]) => element("div", {}, element("dt", {}, name), element("dd"))));
  }
  wanted.forEach(([, text], place) => setText(list.children[place].lastChild, text));
}

export function showLink({ word, heard, age }) {
  setData(document.body, "link", word);
  setText(document.getElementById("link-word"), LINK[word]);
  const detail = { connecting: "no reading yet", live: `read ${clock(heard * 1000)}`,
    stale: `since ${clock(heard * 1000)} · ${duration(age / 1000)}` }[word];
  setText(document.getElementById("link-detail"), detail);
}
