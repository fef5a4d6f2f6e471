/** One message on a phone: its words, what it answers, what hangs on it, and its keyboard. */

import { element } from "./element.js";
import { makeMenu } from "./menu.js";
import { clock, content, keyboard, summary } from "./message.js";

const SERVICE = ["forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "new_chat_members", "left_chat_member"];

export class Bubble {
  /** `phone` is the phone it stands on, which does what its buttons ask. */
  constructor(message, phone) {
    this.phone = phone;
    this.node = document.getElementById("message-template").content.cloneNode(true).firstElementChild;
    this.node.dataset.id = message.message_id;
    this.node.classList.toggle("mine", phone.isMine(message));
    this.node.classList.toggle("service", SERVICE.some((kind) => message[kind]));
    this.find(".own").classList.toggle("foreign", !phone.isMine(message));
    this.prepareMenu(phone.isMine(message));
  }

  find(selector) { return this.node.querySelector(selector); }

  prepareMenu(mine) {
    const [box, number] = [this.find(".own"), Number(this.node.dataset.id)];
    if (this.node.classList.contains("service")) { box.remove(); return; }
    makeMenu(box);
    const button = box.querySelector("button");
    button.dataset.testid = mine ? "own-menu" : "message-menu";
    button.setAttribute("aria-label", mine ? "Answer, edit or delete this message" : "Answer or delete this message");
    this.find("[data-act=reply]").addEventListener("click", () => this.phone.composer.answer(this.message));
    this.find("[data-act=delete]").addEventListener("click", () => this.phone.act("delete", { message_id: number }));
    this.find("[data-act=edit]").addEventListener("click", () => this.phone.composer.edit(this.message));
  }

  /** Touches only what has changed, so that focus, reading position and screen readers keep their place. */
  fill(message) {
    const { language } = this.phone;
    const state = JSON.stringify([message, language, this.phone.topicName(message)]);
    if (this.state === state) return;
    const words = JSON.stringify([message, language], (name, value) => (["reply_markup", "edits", "edit_date", "reactions"].includes(name) ? undefined : value));
    const same = this.words === words;
    if (!same) this.fillWords(message, language);
    this.fillKeyboard(message, same);
    Object.assign(this, { state, words, message });
    this.fillMeta(message);
  }

  fillWords(message, language) {
    const text = this.find(".text");
    const act = { onCommand: (command) => this.phone.act("text", { text: command, ...this.phone.thread }), media: true };
    text.replaceChildren(...content(message, act));
    text.lang = language;
    const author = this.phone.author(message);
    this.find(".author").textContent = author?.name ?? "";
    this.find(".author").dataset.tone = author?.tone ?? "";
    this.find(".answered").replaceChildren(...this.answered(message, language));
  }

  /** The beginning of the message that this one answers; a click goes there. */
  answered({ reply_to_message: before, external_reply: other, quote }, language) {
    if (!other && (!before || before.forum_topic_created)) return [];
    const from = before?.from ?? other.origin.sender_user;
    const words = element("span", { lang: language }, quote?.text ?? (before ? summary(before) : "A message"));
    const place = other ? [element("small", {}, "from another topic")] : [];
    const button = element("button", { type: "button", class: "answers", "data-testid": "reply" }, element("b", {}, from.first_name), words, ...place);
    button.addEventListener("click", () => this.phone.goTo(before?.message_id));
    return [button];
  }

  fillMeta(message) {
    if (this.find("[data-act=edit]")) this.find("[data-act=edit]").hidden = !this.phone.isMine(message) || (message.text ?? message.caption) === undefined;
    this.find(".edited").hidden = !message.edits;
    this.find(".topic-name").textContent = this.phone.topicName(message);
    this.find("time").textContent = clock(message.date);
    const faces = (message.reactions ?? []).map(({ emoji }) => element("span", {}, emoji));
    this.find(".reactions").replaceChildren(...faces);
    this.find(".reactions").hidden = !faces.length;
  }

  /** Builds the keyboard anew; focus stays on its button if the question is the same, else goes to the message. */
  fillKeyboard(message, sameQuestion) {
    const box = this.find(".keyboard");
    const keys = () => [...box.querySelectorAll(".key")];
    const focused = keys().indexOf(document.activeElement);
    const press = (row, column) => this.phone.act("press", { message_id: message.message_id, row, column });
    const rows = keyboard(message.reply_markup, this.phone.language, press);
    box.replaceChildren(...rows);
    box.hidden = rows.length === 0;
    this.node.classList.toggle("keyed", rows.length > 0);
    if (focused >= 0) ((sameQuestion && keys()[focused]) || this.node).focus({ preventScroll: true });
  }
}
