// Numbers and times as an operator reads them. Pure. A value that nobody could read is null and becomes a dash.

export const DASH = "–";
const WHOLE = new Intl.NumberFormat("en-IN");
// The exchange's time, wherever the browser is.
const ZONE = "Asia/Kolkata";
export const ZONE_NAME = "IST";
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const SHORT_CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "2-digit", month: "short", hour: "2-digit", minute: "2-digit" });

export const many = (count, one, more = `${one}s`) => `${whole(count)} ${count === 1 ? one : more}`;
export const whole = (value) => (value === null || value === undefined ? DASH : WHOLE.format(value));

// `per1000`: a count in 1000 seconds.
export function rate(per1000) {
  if (per1000 === null || per1000 === undefined) return DASH;
  const perSecond = per1000 / 1000;
  return perSecond > 0 && perSecond < 99.95 ? perSecond.toFixed(1) : WHOLE.format(Math.round(perSecond));
}

export function seconds(microseconds) {
  if (microseconds === null || microseconds === undefined) return DASH;
  const value = microseconds / 1e6;
  if (value === 0) return "0 s";
  if (value < 10) return `${value.toFixed(1)} s`;
  return duration(value);
}

// Two units at most: "3 h 12 min".
export function duration(value) {
  const whole = Math.max(0, Math.floor(value));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86400)} d ${Math.floor((whole % 86400) / 3600)} h`;
}

export function bytes(value) {
  if (value === null || value === undefined) return DASH;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export const clock = (microseconds) => `${CLOCK.format(new Date(microseconds / 1000))} ${ZONE_NAME}`;
export const shortClock = (microseconds) => SHORT_CLOCK.format(new Date(microseconds / 1000));
export const moment = (microseconds) => (microseconds > 0 ? `${DATE.format(new Date(microseconds / 1000))} ${ZONE_NAME}` : DASH);
