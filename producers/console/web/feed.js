// The stream of the service: calls back with what comes, and says how old it is. It never gives up.

const STALE_MS = 3500;       // a reading comes every second
const AGAIN_MS = [1000, 10000];  // first and longest wait before another attempt

export class Feed {
  // on: {history(object), overview(object), point(object), link({word, since})}
  constructor(url, on) {
    this.url = url;
    this.on = on;
    this.heard = null;  // when the last reading came, by this machine's clock
    this.wait = AGAIN_MS[0];
    this.open();
    setInterval(() => this.tell(), 500);
  }

  open() {
    this.source = new EventSource(this.url);
    for (const name of ["history", "overview", "point"]) {
      this.source.addEventListener(name, (event) => {
        this.wait = AGAIN_MS[0];
        if (name === "overview") this.heard = Date.now();
        this.on[name](JSON.parse(event.data));
        this.tell();
      });
    }
    this.source.onerror = () => this.again();
  }

  // Another attempt of our own: the browser's ends for good where it once got another answer than a stream.
  again() {
    this.source.close();
    const jitter = 0.75 + Math.random() / 2;
    setTimeout(() => this.look(), this.wait * jitter);
    this.wait = Math.min(this.wait * 1.5, AGAIN_MS[1]);
    this.tell();
  }

  async look() {
    try {
      const answer = await fetch("/api/overview", { cache: "no-store" });
      if (answer.status === 401) {
        location.assign("/login");
        return;
      }
    } catch {
      this.again();
      return;
    }
    this.open();
  }

  tell() {
    const age = this.heard === null ? null : Date.now() - this.heard;
    const word = age === null ? "connecting" : age > STALE_MS ? "stale" : "live";
    this.on.link({ word, heard: this.heard, age });
  }
}
