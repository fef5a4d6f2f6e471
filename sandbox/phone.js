/** One phone: a person's private chat with a bot, as it stands on the server. */

import { ask, oneAtATime } from "./ask.js";
import { element, icon } from "./element.js";
import { lines } from "./log.js";
import { makeMenu } from "./menu.js";
import { KINDS, PLACES, clock, content, keyboard } from "./message.js";

export const LANGUAGES = { pl: "Polish", uk: "Ukrainian", ru: "Russian", en: "English" };
const TOAST_SECONDS = 5;
const NEAR = 60;
const FOREIGN = ".bot-name, .description, .toast, .alert p, .commands .sheet, .composer textarea";

export class Phone {
  /** `person` as POST /phone answers it; `away` is called when the phone is put away. */
  constructor(person, number, bot, { bots, away }) {
    Object.assign(this, { person, number, bot, bots, away });
    Object.assign(this, { nodes: new Map(), topics: new Map(), toastSeen: null, chat: null, edited: null });
    this.root = document.getElementById("phone-template").content.cloneNode(true).firstElementChild;
    this.root.dataset.phone = person.id;
    for (const box of this.root.querySelectorAll(".menu")) makeMenu(box);
    this.refresh = oneAtATime(() => this.read());
    this.listen();
    this.fillAttachments();
    this.relabel();
  }

  find(selector) { return this.root.querySelector(selector); }
  get language() { return this.person.language; }
  get name() { return `Phone ${this.number}`; }

  /** Does one thing on this phone; what the sandbox refuses is shown in the phone. */
  async act(action, body = {}) {
    try {
      return await ask("POST", `/phone/${this.person.id}/${this.bot}/${action}`, body);
    } catch (refusal) {
      this.toast(refusal.message);
    } finally {
      this.refresh();
    }
    return null;
  }

  listen() {
    const field = this.find(".composer textarea");
    this.find(".composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(field); });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(field); }
      if (event.key === "Escape") this.startEditing(null);
    });
    this.find("[data-testid=start]").addEventListener("click", () => { field.focus(); this.act("text", { text: "/start" }); });
    this.find("[data-testid=log-switch]").addEventListener("change", () => { this.showLog(); this.toBottom(); });
    this.find("[data-testid=language]").addEventListener("change", (event) => this.speak(event.target.value));
    this.find("[data-testid=bot]").addEventListener("change", (event) => this.turnTo(event.target.value));
    this.find(".more > button").addEventListener("click", () => this.fillBots());
    this.find(".alert").addEventListener("close", () => field.focus());
    for (const name of ["block", "unblock", "clear"]) this.onClick(name, () => this.act(name));
    this.onClick("away", () => this.away(this));
    this.onClick("stop-editing", () => this.startEditing(null));
  }

  onClick(name, does) { this.find(`[data-act=${name}]`).addEventListener("click", does); }

  fillAttachments() {
    const button = (name, label, below, does) => {
      const made = element("button", { type: "button" }, icon(name), element("span", {}, label, ...below));
      made.addEventListener("click", does);
      return made;
    };
    this.find(".places").append(...PLACES.map(([label, latitude, longitude]) => {
      const where = element("small", {}, `${latitude}, ${longitude}`);
      const made = button("pin", label, [where], () => this.act("location", { latitude, longitude, live: false }));
      made.dataset.testid = "place";
      return made;
    }));
    const kinds = Object.entries(KINDS);
    const send = (kind) => this.act("media", { kind, ...this.thread });
    this.find(".kinds").append(...kinds.map(([kind, label]) => button("file", label, [], () => send(kind))));
  }

  async send(field) {
    const text = field.value.trim();
    if (!text) return;
    const edited = this.edited;
    field.value = "";
    this.startEditing(null);
    this.follow = true;
    const done = edited ? await this.act("edit", { message_id: edited, text }) : await this.act("text", { text, ...this.thread });
    if (done === null && !field.value) field.value = text;
  }

  /** Puts a message of one's own into the field to change it; null leaves that again. */
  startEditing(message) {
    const field = this.find(".composer textarea");
    if (message) { field.value = message.text; field.focus(); } else if (this.edited) field.value = "";
    this.edited = message?.message_id ?? null;
    this.find(".editing").hidden = !message;
  }

  async speak(language) {
    this.person = { ...this.person, ...(await ask("PATCH", `/phone/${this.person.id}`, { language })), language };
    this.relabel();
    await this.refresh();
    this.root.dispatchEvent(new Event("relabel", { bubbles: true }));
  }

  async turnTo(bot) {
    Object.assign(this, { bot, toastSeen: null });
    await this.refresh();
    this.toBottom();
  }

  async fillBots() {
    const bots = [...this.bots];
    this.find(".bots").hidden = bots.length < 2;
    if (bots.length < 2) return;
    const chats = await Promise.all(bots.map((bot) => ask("GET", `/phone/${this.person.id}/${bot}/chat`)));
    const option = (bot, index) => new Option(`${chats[index].bot.name || "Bot"} (${bot})`, bot, false, bot === this.bot);
    this.find(".bots select").replaceChildren(...bots.map(option));
  }

  relabel() {
    const known = Object.entries({ [this.language]: this.language, ...LANGUAGES });
    const options = known.map(([code, label]) => new Option(label, code, false, code === this.language));
    this.find("[data-testid=language]").replaceChildren(...options);
    this.find(".phone-name").textContent = this.name;
    this.root.setAttribute("aria-label", `${this.name}, ${LANGUAGES[this.language] ?? this.language}`);
    this.find(".screen").setAttribute("aria-label", `Chat on ${this.name}`);
    for (const words of this.root.querySelectorAll(FOREIGN)) words.lang = this.language;
  }

  async read() {
    const bot = this.bot;
    const chat = await ask("GET", `/phone/${this.person.id}/${bot}/chat`);
    if (bot === this.bot) this.show(chat);
  }

  show(chat) {
    const near = this.follow || this.find(".screen").scrollTop > -NEAR;
    this.chat = chat;
    this.showBot(chat);
    this.showTopics(chat.messages);
    this.showMessages(chat.messages);
    this.showLog();
    this.showToast(chat.log);
    if (near) this.toBottom();
    this.follow = false;
  }

  showBot({ bot, commands, messages, blocked }) {
    this.find(".bot-name").textContent = bot.name || "Bot";
    this.find(".avatar").textContent = [...(bot.name || "B")][0];
    this.find(".description").textContent = bot.description || "";
    this.find(".welcome").hidden = messages.length > 0 || this.find("[data-testid=log-switch]").checked;
    this.find(".blocked").hidden = !blocked;
    this.find(".composer").hidden = Boolean(blocked);
    this.find("[data-act=block]").hidden = Boolean(blocked);
    const state = JSON.stringify([commands, this.language]);
    if (state === this.commandsShown) return;
    this.commandsShown = state;
    this.find(".commands .sheet").replaceChildren(...commands.map((command) => this.command(command)));
    this.find(".commands").hidden = commands.length === 0;
  }

  /** Offers the topics of this chat, known by the messages that announce them. */
  showTopics(messages) {
    const made = messages.filter((message) => message.forum_topic_created);
    const topics = new Map(made.map((message) => [message.message_thread_id, message.forum_topic_created.name]));
    const select = this.find("[data-testid=topic]");
    if (JSON.stringify([...topics]) !== JSON.stringify([...this.topics])) {
      const chosen = Number(select.value);
      const options = [...topics].map(([thread, name]) => new Option(name, thread, false, thread === chosen));
      select.replaceChildren(new Option("None", ""), ...options);
    }
    this.topics = topics;
    this.find(".topic").hidden = topics.size === 0;
  }

  /** What goes along with a new message: the topic that is chosen, if any. */
  get thread() {
    const chosen = Number(this.find("[data-testid=topic]").value);
    return chosen ? { thread: chosen } : {};
  }

  command({ command, description }) {
    const made = element("button", { type: "button" }, element("span", {}, `/${command}`, element("small", {}, description)));
    made.addEventListener("click", () => this.act("text", { text: `/${command}`, ...this.thread }));
    return made;
  }

  /** Touches only what has changed, so that focus, reading position and screen readers keep their place. */
  showMessages(messages) {
    const list = this.find(".chat");
    const standing = new Set(messages.map((message) => message.message_id));
    const gone = [...this.nodes].filter(([id]) => !standing.has(id));
    const lostFocus = gone.some(([, node]) => node.contains(document.activeElement));
    for (const [id, node] of gone) { node.remove(); this.nodes.delete(id); }
    for (const message of messages) {
      if (!this.nodes.has(message.message_id)) list.append(this.newMessage(message));
      this.fill(this.nodes.get(message.message_id), message);
    }
    if (lostFocus) (list.lastElementChild ?? this.find(".composer textarea")).focus();
  }

  newMessage(message) {
    const node = document.getElementById("message-template").content.cloneNode(true).firstElementChild;
    this.nodes.set(message.message_id, node);
    node.dataset.id = message.message_id;
    node.classList.toggle("mine", message.mine);
    const own = node.querySelector(".own");
    if (!message.mine) { own.remove(); return node; }
    makeMenu(own);
    own.querySelector("[data-act=delete]").addEventListener("click", () => this.act("delete", { message_id: message.message_id }));
    own.querySelector("[data-act=edit]").addEventListener("click", () => this.startEditing(node.message));
    return node;
  }

  fill(node, message) {
    const state = JSON.stringify([message, this.language]);
    if (node.state === state) return;
    const words = JSON.stringify([message.text, message.caption, message.entities, this.language]);
    if (node.words !== words) {
      node.querySelector(".text").replaceChildren(...content(message, (text) => this.act("text", { text })));
      node.querySelector(".text").lang = this.language;
    }
    this.fillKeyboard(node, message, node.words === words);
    Object.assign(node, { state, words, message });
    if (message.mine) node.querySelector("[data-act=edit]").hidden = message.text === undefined;
    node.querySelector(".edited").hidden = !message.edits;
    node.querySelector(".topic-name").textContent = this.topics.get(message.message_thread_id) ?? "";
    node.querySelector("time").textContent = clock(message.date);
  }

  /** Builds the keyboard anew; focus stays on its button if the question is the same, else goes to the message. */
  fillKeyboard(node, message, sameQuestion) {
    const box = node.querySelector(".keyboard");
    const keys = () => [...box.querySelectorAll(".key")];
    const focused = keys().indexOf(document.activeElement);
    const press = (row, column) => this.act("press", { message_id: message.message_id, row, column });
    const rows = keyboard(message.reply_markup, this.language, press);
    box.replaceChildren(...rows);
    box.hidden = rows.length === 0;
    node.classList.toggle("keyed", rows.length > 0);
    if (focused >= 0) ((sameQuestion && keys()[focused]) || node).focus({ preventScroll: true });
  }

  showLog() {
    const shown = this.find("[data-testid=log-switch]").checked;
    this.find(".chat").hidden = shown;
    this.find(".log").hidden = !shown;
    this.find(".welcome").hidden = shown || this.chat.messages.length > 0;
    if (shown) this.find(".log").replaceChildren(...lines(this.chat.log, this.language));
  }

  /** Shows a toast that came since the last reading, not one that was there when the page opened. */
  showToast(log) {
    const toasts = log.filter((entry) => entry.event === "toast").map((entry) => JSON.stringify(entry));
    const last = toasts.at(-1) ?? "";
    const seen = last + toasts.filter((toast) => toast === last).length;
    const fresh = last && this.toastSeen !== null && this.toastSeen !== seen ? JSON.parse(last) : null;
    this.toastSeen = seen;
    if (fresh?.alert) this.alert(fresh.text);
    else if (fresh) this.toast(fresh.text);
  }

  toast(text) {
    const box = this.find(".toast");
    clearTimeout(this.hiding);
    box.textContent = text;
    box.classList.add("on");
    this.hiding = setTimeout(() => box.classList.remove("on"), TOAST_SECONDS * 1000);
  }

  alert(text) {
    this.find(".alert p").textContent = text;
    this.find(".alert").show();
    this.find(".alert button").focus();
  }

  /** Scrolls to the newest message; the screen is reversed, so that is where it begins. */
  toBottom() { this.find(".screen").scrollTop = 0; }
}
