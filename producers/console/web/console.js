// The operators' page: one stream in, everything shown from it.

import { firing, problems } from "./attention.js";
import { Charts } from "./charts.js";
import { element, setData, setText } from "./elements.js";
import { Feed } from "./feed.js";
import { showLink, showSite } from "./site.js";
import { Tables } from "./tables.js";

const tables = new Tables();
const charts = new Charts(document.getElementById("charts"));

const LINES_MAX = 8;  // of each list

let last = null;   // the newest reading
let link = "connecting";

function showProblems() {
  const found = last === null ? [] : problems(last);
  if (link === "stale") found.unshift({ tone: "bad", text: "The console does not answer", detail: "what is shown is old" });
  const alerts = last === null ? [] : firing(last);
  const tones = [...found, ...alerts].map(({ tone }) => tone);
  setData(document.getElementById("attention"), "tone", ["bad", "warn"].find((tone) => tones.includes(tone)) ?? "good");
  const shown = found.length > 0 ? found : last === null ? [] : [nothing(alerts)];
  showList(document.getElementById("problems"), shown);
  showList(document.getElementById("alerts"), alerts);
}

function nothing(alerts) {
  if (alerts.every(({ tone }) => tone === "good")) return { tone: "good", text: "Nothing: all that is watched is well." };
  return { tone: "warn", text: "Nothing besides the alerts", detail: "they tell of the last minutes and hours, too" };
}

// The first ones, which are the worst, and how many more: orders in doubt below must stay in sight.
function first(found) {
  if (found.length <= LINES_MAX) return found;
  const rest = found.slice(LINES_MAX - 1);
  return [...found.slice(0, LINES_MAX - 1), { tone: rest[0].tone, text: `and ${rest.length} more`, detail: "/api/overview names them all" }];
}

function showList(list, all) {
  const shown = first(all);
  while (list.children.length > shown.length) list.lastChild.remove();
  shown.forEach(({ tone, text, detail }, place) => {
    const item = list.children[place] ?? list.appendChild(element("li", {},
      element("span", { class: "mark", "aria-hidden": "true" }), element("strong"), element("span", { class: "detail" })));
    setData(item, "tone", tone);
    setText(item.children[1], text);
    setText(item.children[2], detail ?? "");
  });
}

new Feed("/api/overview/events", {
  history: (history) => charts.replace(history),
  point: (point) => charts.add(point),
  overview: (overview) => {
    last = overview;
    showSite(overview);
    showProblems();
    tables.show(overview);
  },
  link: (now) => {
    showLink(now);
    if (now.word === link) return;
    link = now.word;
    showProblems();
  },
});
