/** One phone: a person's private chat with a bot, as it stands on the server. */

import { ask, oneAtATime } from "./ask.js";
import { Bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { element } from "./element.js";
import { lines } from "./log.js";
import { makeMenu } from "./menu.js";

export const LANGUAGES = { pl: "Polish", uk: "Ukrainian", ru: "Russian", en: "English" };
const TOAST_SECONDS = 5;
const NEAR = 60;
const FOREIGN = ".bot-name, .description, .toast, .said p, .commands .sheet, .composer textarea";
const DOING = { typing: "typing…", upload_photo: "sending a photo…", record_voice: "recording…", upload_voice: "sending a voice message…", upload_document: "sending a file…" };
const BOT_LINK = /^(?:https?:\/\/(?:www\.)?(?:t|telegram)\.me\/|tg:\/\/resolve)/i;

export class Phone {
  /** `person` as POST /phone answers it; `stage` knows the other phones and what happens between them. */
  constructor(person, bot, stage, { role = "reporter", name } = {}) {
    Object.assign(this, { person, bot, stage, role, given: name });
    Object.assign(this, { bubbles: new Map(), topics: new Map(), toastSeen: null, chat: null, unread: 0 });
    this.root = document.getElementById("phone-template").content.cloneNode(true).firstElementChild;
    Object.assign(this.root.dataset, { phone: person.id, role, name: this.name });
    for (const box of this.root.querySelectorAll(".menu")) makeMenu(box);
    this.refresh = oneAtATime(() => this.read());
    this.composer = new Composer(this);
    this.listen();
    this.relabel();
  }

  find(selector) { return this.root.querySelector(selector); }
  get language() { return this.person.language; }
  get name() { return this.given; }
  get path() { return `/phone/${this.person.id}/${this.bot}`; }
  isMine(message) { return message.mine; }
  author() { return null; }

  /** Does one thing on this phone; what the sandbox refuses is shown in the phone. */
  async act(action, body = {}) {
    try {
      return await ask("POST", `${this.path}/${action}`, body);
    } catch (refusal) {
      this.toast(refusal.message);
    } finally {
      this.refresh();
    }
    return null;
  }

  listen() {
    const { field } = this.composer;
    this.find("[data-testid=start]").addEventListener("click", () => { field.focus(); this.act("text", { text: "/start" }); });
    this.find("[data-testid=log-switch]").addEventListener("change", () => { this.showLog(); this.toBottom(); });
    this.find("[data-testid=language]").addEventListener("change", (event) => this.speak(event.target.value));
    this.find("[data-testid=bot]").addEventListener("change", (event) => this.turnTo(event.target.value));
    this.find(".more > button").addEventListener("click", () => this.fillBots());
    this.find(".said").addEventListener("close", () => field.focus());
    for (const name of ["block", "unblock", "clear"]) this.onClick(name, () => this.act(name));
    this.onClick("away", () => { this.stage.putAway(this); document.querySelector("[data-testid=add-phone]").focus(); });
    for (const form of this.root.querySelectorAll(".invitation")) form.addEventListener("submit", (event) => this.invited(event));
    this.root.addEventListener("click", (event) => this.followLink(event));
  }

  onClick(name, does) { this.find(`[data-act=${name}]`).addEventListener("click", does); }

  /** A link to a bot opens it here instead of leaving the page. */
  followLink(event) {
    const link = event.target.closest("a[href]");
    if (!link || !BOT_LINK.test(link.href)) return;
    event.preventDefault();
    this.open(link.href);
  }

  invited(event) {
    event.preventDefault();
    const field = event.target.elements.link;
    const link = field.value.trim();
    field.value = "";
    if (!link) return;
    if (/^[\w-]+$/.test(link)) this.act("start", { parameter: link });
    else this.open(link);
    this.composer.field.focus();
  }

  /** Opens a link to a bot on this person's phone. */
  async open(link) {
    try {
      const { bot } = await ask("POST", `/phone/${this.person.id}/open`, { link });
      await this.stage.goTo(this.person.id, String(bot), this);
    } catch (refusal) {
      this.toast(refusal.message);
    }
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
    const bots = [...this.stage.bots];
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
    this.find(".phone-name").replaceChildren(this.name, ...this.roleName());
    this.root.setAttribute("aria-label", `${this.name}, ${LANGUAGES[this.language] ?? this.language}`);
    this.find(".screen").setAttribute("aria-label", `Chat on ${this.name}`);
    for (const words of this.root.querySelectorAll(FOREIGN)) words.lang = this.language;
  }

  roleName() { return this.stage.team ? [element("small", {}, this.role)] : []; }

  async read() {
    const { path } = this;
    const chat = await ask("GET", `${path}/chat`);
    if (path === this.path) this.show(chat);
  }

  show(chat) {
    const near = this.follow || this.find(".screen").scrollTop > -NEAR;
    this.chat = chat;
    this.topics = new Map(chat.topics.map((topic) => [topic.thread, topic]));
    this.showBot(chat);
    this.showTopics();
    this.showMessages(this.shown(chat.messages));
    this.showActions(chat.actions);
    this.showLog();
    this.showToast(chat.log);
    if (near) this.toBottom();
    this.follow = false;
  }

  /** The messages that are on the screen: here all of them. */
  shown(messages) { return messages; }

  showBot({ bot, commands, messages, blocked }) {
    this.showFace(bot.name || "Bot", bot.name || "Bot");
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

  showFace(name, face, kind = "bot") {
    this.find(".bot-name").textContent = name;
    this.find(".phone .avatar").textContent = [...face][0].toUpperCase();
    this.find(".kind").textContent = kind;
  }

  /** Offers the topics of this chat beside the field. */
  showTopics() {
    const select = this.find("[data-testid=topic]");
    const known = JSON.stringify([...this.topics]);
    if (known !== this.topicsShown) {
      const chosen = Number(select.value);
      const options = [...this.topics.values()].map(({ thread, name }) => new Option(name, thread, false, thread === chosen));
      select.replaceChildren(new Option("None", ""), ...options);
    }
    this.topicsShown = known;
    this.find(".composer .topic").hidden = this.topics.size === 0;
  }

  /** What goes along with a new message: the topic that is chosen, if any. */
  get thread() {
    const chosen = Number(this.find("[data-testid=topic]").value);
    return chosen ? { thread: chosen } : {};
  }

  topicName(message) { return this.topics.get(message.message_thread_id)?.name ?? ""; }

  command({ command, description }) {
    const made = element("button", { type: "button" }, element("span", {}, `/${command}`, element("small", {}, description)));
    made.addEventListener("click", () => this.act("text", { text: `/${command}`, ...this.thread }));
    return made;
  }

  showMessages(messages) {
    const list = this.find(".chat");
    const standing = new Set(messages.map((message) => message.message_id));
    const gone = [...this.bubbles].filter(([id]) => !standing.has(id));
    const lostFocus = gone.some(([, { node }]) => node.contains(document.activeElement));
    for (const [id, { node }] of gone) { node.remove(); this.bubbles.delete(id); }
    for (const message of messages) {
      if (!this.bubbles.has(message.message_id)) this.add(new Bubble(message, this), list);
      this.bubbles.get(message.message_id).fill(message);
    }
    if (lostFocus) (list.lastElementChild ?? this.composer.field).focus();
  }

  add(bubble, list) {
    this.bubbles.set(Number(bubble.node.dataset.id), bubble);
    list.append(bubble.node);
  }

  /** Brings a message that is answered into view. */
  goTo(number) {
    const bubble = this.bubbles.get(number);
    bubble?.node.scrollIntoView({ block: "nearest" });
    bubble?.node.focus({ preventScroll: true });
  }

  /** Says what the bot is doing in this place, until it has stopped by itself. */
  showActions(actions) {
    const here = actions.find((one) => this.isHere(one));
    this.find("[data-testid=typing]").textContent = here ? DOING[here.action] ?? "busy…" : "";
    clearTimeout(this.ending);
    if (actions.length) this.ending = setTimeout(() => this.refresh(), Math.min(...actions.map((one) => one.left)) * 1000 + 50);
  }

  isHere() { return true; }

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
    if (fresh) this.answer(fresh);
  }

  /** Shows the bot's answer to a press, or opens where it leads. */
  answer({ text, alert, url }) {
    if (url) this.open(url);
    if (text && alert) this.alert(text);
    else if (text) this.toast(text);
  }

  toast(text) {
    const box = this.find(".toast");
    clearTimeout(this.hiding);
    box.textContent = text;
    box.classList.add("on");
    this.hiding = setTimeout(() => box.classList.remove("on"), TOAST_SECONDS * 1000);
  }

  alert(text) {
    this.find(".said p").textContent = text;
    this.find(".said").show();
    this.find(".said button").focus();
  }

  /** Scrolls to the newest message; the screen is reversed, so that is where it begins. */
  toBottom() { this.find(".screen").scrollTop = 0; }
}
