// Sends the kept forms in their order, each until it is answered. The server carries out each submission once, so a
// form whose answer was lost is simply sent again. One that is refused stands aside with the reason, until it is
// mended or thrown away.

const AGAIN = 10_000; // milliseconds
const PATIENCE = 30_000;

export class Outbox extends EventTarget {
  /** "idle", "sending", "offline" or "signed-out". */
  state = "idle";
  sent = [];
  #kept;
  #token;
  #timer;
  #running = null;
  #again = false;

  constructor(kept, token) {
    super();
    this.#kept = kept;
    this.#token = token;
    addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
  }

  async keep(form) {
    await this.#kept.put({ at: Date.now(), ...form, refused: undefined });
    this.#tell(this.state);
    this.send();
  }

  async discard(form) {
    await this.#kept.remove(form.seq);
    this.#tell(this.state);
  }

  /** What is kept by now: forms of this user in their order, and how many others. */
  async content() {
    return { forms: await this.#kept.mine(), others: await this.#kept.others() };
  }

  send() {
    this.#again = true;
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  async #run() {
    while (this.#again) {
      this.#again = false;
      clearTimeout(this.#timer);
      // Of several tabs one sends: the next finds what is left.
      await navigator.locks.request("casework-outbox", () => this.#sendAll());
    }
    if (this.state === "offline") this.#timer = setTimeout(() => this.send(), AGAIN);
  }

  async #sendAll() {
    for (const form of await this.#kept.mine()) {
      if (form.refused) continue;
      this.#tell("sending");
      const became = await this.#sendOne(form);
      if (became) return this.#tell(became);
    }
    return this.#tell("idle");
  }

  /** What stops the sending, if anything does. */
  async #sendOne(form) {
    const body = new URLSearchParams(form.fields);
    body.set("csrfmiddlewaretoken", this.#token);
    body.set("age", Math.max(0, Math.round((Date.now() - form.at) / 1000)));
    let answer, said;
    try {
      answer = await fetch(form.url, {
        method: "POST",
        body,
        redirect: "manual",
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    } catch {
      return "offline";
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) return "signed-out";
    if (answer.ok && said.done) {
      await this.#kept.remove(form.seq);
      this.sent.push(form.label);
      return "";
    }
    if (!said.errors && answer.status !== 404) return "offline"; // not from the program, or it is in trouble
    await this.#kept.put({ ...form, refused: said.errors ?? [`${answer.status}`] });
    return "";
  }

  #tell(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
