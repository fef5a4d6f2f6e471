/** What is written and sent on a phone: words, answers, changes, places, samples and files of one's own. */

import { element, icon } from "./element.js";
import { KINDS, PLACES, summary } from "./message.js";

const LARGEST = 2.5 * 1024 * 1024;

export class Composer {
  constructor(phone) {
    Object.assign(this, { phone, edited: null, answered: null });
    this.root = phone.find(".composer");
    this.field = this.find("textarea");
    this.listen();
    this.fillPlaces();
    this.fillKinds();
  }

  find(selector) { return this.root.querySelector(selector); }

  listen() {
    this.root.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
      if (event.key === "Escape") this.clear();
    });
    this.find("[data-act=stop-editing]").addEventListener("click", () => this.clear());
    for (const kind of ["photo", "document", "voice"]) {
      const input = this.find(`[data-own=${kind}]`);
      input.addEventListener("change", () => this.sendFile(kind, input));
    }
  }

  fillPlaces() {
    this.find(".places").append(...PLACES.map(([label, latitude, longitude]) => {
      const where = element("small", {}, `${latitude}, ${longitude}`);
      return entry("pin", label, "place", () => this.put("location", { latitude, longitude, live: false }), where);
    }));
  }

  fillKinds() {
    const send = (kind) => this.put("media", { kind });
    this.find(".kinds").append(...Object.entries(KINDS).map(([kind, label]) => entry("file", label, `send-${kind}`, () => send(kind))));
  }

  /** Sends something into the topic and as the answer that is chosen; null where it was refused. */
  async put(action, body) {
    const where = { ...this.phone.thread, ...(this.answered ? { reply_to: this.answered } : {}) };
    this.phone.follow = true;
    this.clear();
    return this.phone.act(action, { ...body, ...where });
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    const { edited } = this;
    this.field.value = "";
    const change = () => { this.clear(); return this.phone.act("edit", { message_id: edited, text }); };
    const done = await (edited ? change() : this.put("text", { text }));
    if (done === null && !this.field.value) this.field.value = text;
  }

  async sendFile(kind, input) {
    const [file] = input.files;
    if (!file) return;
    input.value = "";
    if (file.size > LARGEST) { this.phone.toast("This file is too large for the sandbox (2.5 MB)."); return; }
    await this.put("media", { kind, name: file.name, content: await inBase64(file) });
  }

  /** Puts a message of one's own into the field to change it. */
  edit(message) {
    this.clear();
    this.edited = message.message_id;
    this.field.value = message.text ?? message.caption;
    this.tell("Editing a message");
  }

  /** The next thing that is sent answers this message. */
  answer(message) {
    this.clear();
    this.answered = message.message_id;
    this.tell(`Answer to “${summary(message)}”`);
  }

  /** Leaves editing and answering. */
  clear() {
    if (this.edited) this.field.value = "";
    Object.assign(this, { edited: null, answered: null });
    this.find(".editing").hidden = true;
  }

  tell(words) {
    this.find(".editing span").textContent = words;
    this.find(".editing").hidden = false;
    this.field.focus();
  }
}

function entry(picture, label, testid, does, ...below) {
  const made = element("button", { type: "button", "data-testid": testid }, icon(picture), element("span", {}, label, ...below));
  made.addEventListener("click", does);
  return made;
}

function inBase64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => failed(reader.error));
    reader.readAsDataURL(file);
  });
}
