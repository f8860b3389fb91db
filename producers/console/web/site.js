// The head of the page: what the site is doing, and whether what is shown is of now.

import { clock, duration, moment, whole } from "./format.js";
import { element, setData, setText } from "./elements.js";

const MEANS = {
  STANDBY: "Following the market. Orders are not accepted.",
  ACTIVATING: "Becoming active. Orders are not accepted yet.",
  ACTIVE: "Trading. Customers cancel and exit through this site.",
  RETURNING: "Handing back. Nothing new is accepted.",
  PAUSED: "Following the market. Does not activate by itself.",
};
const LINK = { connecting: "connecting", live: "live", stale: "stale" };

function facts(site, day) {
  const since = site.since_us > 0 ? `${moment(site.since_us)} (${duration(Date.now() / 1000 - site.since_us / 1e6)})` : "the start";
  return [["Day", day === null ? "none" : String(day.day)], ["Epoch", whole(site.epoch)], ["Since", since], ["By", site.by], ["Reason", site.reason]];
}

function showVerdict(verdict) {
  const place = document.getElementById("verdict");
  setData(place, "verdict", verdict.verdict.toLowerCase());
  setText(place, `Books: ${verdict.headline.replaceAll("_", " ")}`);
}

export function showSite(overview) {
  const { site, day } = overview;
  showVerdict(overview.verdict);
  const state = site?.state ?? "UNKNOWN";
  setData(document.getElementById("site"), "state", state.toLowerCase());
  setText(document.getElementById("state"), state);
  setText(document.getElementById("state-means"), MEANS[state] ?? `Not known: ${overview.unknown.site}`);
  document.title = `${state} · Backstop`;
  const list = document.getElementById("site-facts");
  const wanted = site === null ? [] : facts(site, day);
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
