/** A colleague's phone with the team's bot: a list of topics, and one of them open. */

import { clock, summary } from "./message.js";
import { Phone } from "./phone.js";

const GENERAL = 0;

export class ColleaguePhone extends Phone {
  constructor(person, bot, stage, name) {
    super(person, bot, stage, { role: "colleague", name });
    this.place = GENERAL;
    this.list = null;
    this.seen = new Map(JSON.parse(sessionStorage.getItem(this.memory) ?? "[]"));
    this.find(".invitation.card").hidden = false;
    this.find("[data-testid=back]").addEventListener("click", () => this.toList());
    this.find("[data-testid=delete-topic]").addEventListener("click", () => this.find(".sure").show());
    this.find(".sure").addEventListener("close", (event) => this.decided(event.target));
  }

  get memory() { return `seen:${this.person.id}:${this.bot}`; }
  get thread() { return this.place === GENERAL ? {} : { thread: this.place }; }
  topicName() { return ""; }
  shown(messages) { return messages.filter((message) => placeOf(message) === this.place); }
  isHere({ thread }) { return thread === this.place; }

  /** In the list nothing is read; a topic that is open is. A topic that is gone is left. */
  show(chat) {
    const known = new Set(chat.topics.map((topic) => topic.thread));
    if (this.list === null) this.list = known.size > 0;
    if (this.place !== GENERAL && !known.has(this.place)) this.leave();
    if (!known.size) this.list = false;
    super.show(chat);
    if (!this.list && this.root.checkVisibility()) this.readUpTo(this.shown(chat.messages).at(-1));
    this.showList(chat);
    this.arrange();
  }

  showLog() {
    super.showLog();
    this.arrange();
  }

  showTopics() { this.find(".composer .topic").hidden = true; }

  /** Shows the list, or the open topic with the way back. */
  arrange() {
    const [topics, log] = [this.topics.size > 0, this.find("[data-testid=log-switch]").checked];
    this.root.dataset.view = this.list ? "topics" : "chat";
    this.root.dataset.topic = this.list ? "" : this.place;
    this.find(".topics").hidden = !this.list || log;
    this.find(".screen").hidden = this.list && !log;
    this.find(".composer").hidden = this.list || Boolean(this.chat.blocked);
    this.find("[data-testid=back]").hidden = this.list || !topics;
    this.find("[data-testid=delete-topic]").hidden = this.list || this.place === GENERAL;
    const topic = this.list ? null : this.topics.get(this.place);
    const { name } = this.chat.bot;
    if (topic) this.showFace(topic.name, topic.name, name);
    else if (topics && !this.list) this.showFace("General", "#", name);
    this.paint(this.find(".phone .avatar"), topic);
  }

  paint(avatar, topic) {
    const colour = topic && `#${topic.icon_color.toString(16).padStart(6, "0")}`;
    avatar.classList.toggle("of-topic", Boolean(topic));
    if (topic) avatar.style.setProperty("--topic", colour);
  }

  showList({ messages, actions }) {
    const places = [{ thread: GENERAL, name: "General" }, ...[...this.topics.values()].sort((a, b) => newest(messages, b) - newest(messages, a))];
    const rows = places.map((topic) => this.row(topic, messages, actions));
    this.unread = rows.reduce((sum, { unread }) => sum + unread, 0);
    const state = JSON.stringify(rows);
    if (state !== this.rowsShown) this.fillList(places, rows);
    this.rowsShown = state;
    this.root.dispatchEvent(new Event("unread", { bubbles: true }));
  }

  row({ thread, name }, messages, actions) {
    const inside = messages.filter((message) => placeOf(message) === thread);
    const last = inside.at(-1);
    const unread = inside.filter((message) => !message.mine && message.message_id > (this.seen.get(thread) ?? 0)).length;
    const doing = actions.some((one) => one.thread === thread);
    return { thread, name, unread, last: doing ? "typing…" : last ? summary(last) : "", time: last ? clock(last.date) : "" };
  }

  fillList(places, rows) {
    const focused = document.activeElement.closest(".topic-row")?.dataset.thread;
    const list = this.find(".topics ul");
    const items = rows.map((row, index) => this.item(row, places[index]));
    list.replaceChildren(...items);
    if (focused !== undefined && this.list) list.querySelector(`[data-thread="${focused}"]`)?.focus();
  }

  item({ thread, name, unread, last, time }, topic) {
    const item = document.getElementById("topic-template").content.cloneNode(true).firstElementChild;
    const find = (selector) => item.querySelector(selector);
    const button = find("button");
    Object.assign(button.dataset, { thread, name });
    button.lang = this.language;
    find(".avatar").textContent = thread === GENERAL ? "#" : [...name][0].toUpperCase();
    this.paint(find(".avatar"), topic.icon_color === undefined ? null : topic);
    find(".topic-title").textContent = name;
    find(".topic-last").textContent = last;
    find("time").textContent = time;
    find(".unread").hidden = unread === 0;
    find(".unread").textContent = unread;
    button.setAttribute("aria-label", [name, unread ? `${unread} unread` : "", last].filter(Boolean).join(", "));
    button.addEventListener("click", () => this.enter(thread));
    return item;
  }

  /** Opens a topic, or General. */
  enter(thread) {
    this.composer.clear();
    Object.assign(this, { place: thread, list: false, follow: true });
    this.show(this.chat);
    this.composer.field.focus();
  }

  toList() {
    const from = this.place;
    this.leave();
    this.list = this.topics.size > 0;
    this.show(this.chat);
    this.find(`.topic-row[data-thread="${from}"]`)?.focus();
  }

  leave() {
    this.composer.clear();
    Object.assign(this, { place: GENERAL, list: true });
  }

  async decided(dialog) {
    if (dialog.returnValue !== "yes") { this.find("[data-testid=delete-topic]").focus(); return; }
    dialog.returnValue = "";
    const done = await this.act("delete_topic", { thread: this.place });
    await this.refresh();
    if (done) this.find(".topic-row")?.focus();
  }

  readUpTo(message) {
    if (!message || (this.seen.get(this.place) ?? 0) >= message.message_id) return;
    this.seen.set(this.place, message.message_id);
    sessionStorage.setItem(this.memory, JSON.stringify([...this.seen]));
  }

  async turnTo(bot) {
    Object.assign(this, { place: GENERAL, list: null });
    await super.turnTo(bot);
  }
}

function placeOf(message) { return message.is_topic_message ? message.message_thread_id : GENERAL; }

function newest(messages, { thread }) {
  return messages.findLast((message) => placeOf(message) === thread)?.message_id ?? 0;
}
