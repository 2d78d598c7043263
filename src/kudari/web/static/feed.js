// The stream of one run: what the server tells, kept together, and the way back for controls.
import { unpacked } from "./frames.js";
import { language } from "./words.js";

const PATIENCE = [200, 500, 1000, 2000, 5000];

/** Milliseconds for which a note is shown. */
const READING = 15000;

/** Points that came in several frames, as rows that grow. */
class Rows {
  constructor() { this.length = 0; this.columns = {}; }

  add(arrays) {
    for (const [name, { values, shape }] of Object.entries(arrays)) {
      const rows = shape.length > 1 ? shape[0] : 1, count = shape[shape.length - 1];
      const kept = this.columns[name] || (this.columns[name] = Array.from({ length: rows }, () => []));
      kept.forEach((row, at) => { for (let n = 0; n < count; n += 1) row.push(values[at * count + n]); });
    }
    this.length = this.columns.step[0].length;
  }
}

export class Feed {
  /** `changed(what)`, which may be set, is called with the kind of every frame, after it was taken in. */
  constructor(run) {
    this.run = run;
    this.changed = () => {};
    this.points = new Rows();
    this.begin = null;
    this.now = null;
    this.state = { status: "waiting" };
    this.views = {};
    this.wants = [];
    this.failures = 0;
    this.connect();
  }

  connect() {
    if (this.closed) return;
    const address = new URL(`/api/watch?run=${this.run}&since=${this.points.length}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => { this.failures = 0; this.offline = false; this.sendWants(); this.changed("connection"); };
    socket.onmessage = (message) => this.take(unpacked(message.data));
    socket.onclose = (event) => {
      if (this.closed) return;
      this.lost = event.code === 1008 || event.code === 1006 && this.failures > 20;
      this.offline = true;
      this.changed("connection");
      if (this.lost) return;
      setTimeout(() => this.connect(), PATIENCE[Math.min(this.failures, PATIENCE.length - 1)]);
      this.failures += 1;
    };
    this.socket = socket;
  }

  take({ header, arrays }) {
    const kind = header.kind;
    if (kind === "points") {
      // What came before a connection was lost is not asked for again; what comes twice is left out.
      if (header.first === this.points.length) this.points.add(arrays);
      this.computed = header.computed;
    } else if (kind === "now") {
      this.now = Object.fromEntries(Object.entries(arrays).map(([name, { values }]) => [name, Array.from(values)]));
      this.computed = header.computed;
    } else if (kind === "view") {
      this.views[header.key] = header;
    } else if (kind === "begin") {
      this.begin = header;
    } else if (kind === "settings") {
      this.settings = { sliders: header.sliders, changes: header.changes };
      this.state = { ...this.state, ...this.settings };
    } else if (kind === "state") {
      this.state = { ...this.settings, ...header };
    } else if (kind === "answer") {
      this.answer = header.answer;
    } else if (kind === "refused") {
      this.refused = header.sentence;
    } else if (kind === "note") {
      this.noted(header.sentence);
    } else if (kind === "progress") {
      this.progress = header;
    }
    this.changed(kind, header);
  }

  /** The curves, named in the page's language. */
  get curves() { return this.begin.curves.map((curve) => ({ ...curve, name: curve.names[language] })); }

  get ended() { return ["finished", "stopped", "gone", "refused", "interrupted"].includes(this.state.status); }

  control(what) {
    this.noted("");
    this.send({ control: what });
  }

  /** A note is gone after a while, or with the next thing that is done. */
  noted(sentence) {
    clearTimeout(this.reading);
    this.note = sentence;
    if (sentence) this.reading = setTimeout(() => { this.note = ""; this.changed("note"); }, READING);
  }

  /** Look at these views, [{view, choice}], from now on. */
  want(views) {
    this.wants = views.map((one) => ({ choice: {}, ...one, language }));
    this.sendWants();
  }

  /** The newest of a view that is looked at; null before it came. */
  view(name) {
    const found = Object.values(this.views).filter((one) => one.view === name && this.wanted(one));
    return found.length ? found[found.length - 1] : null;
  }

  wanted(header) {
    const [view, spoken, choice] = JSON.parse(header.key);
    return this.wants.some((one) => one.view === view && one.language === spoken
      && Object.keys({ ...one.choice, ...choice }).every((key) => String(one.choice[key]) === String(choice[key])));
  }

  sendWants() { this.send({ want: this.wants }); }

  send(what) { if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(what)); }

  close() { this.closed = true; clearTimeout(this.reading); this.socket.close(); }
}
