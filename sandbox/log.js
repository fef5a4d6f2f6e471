/** What happened in a chat, oldest first; what no longer stands on the phone is struck through. */

import { element } from "./element.js";
import { clock, content } from "./message.js";

const DEEDS = { toast: "showed a notice", blocked: "blocked the bot", unblocked: "unblocked the bot" };

/** The lines of the log as list items; `language` is that of the phone. */
export function lines(log, language) {
  const last = new Map(log.map((entry, index) => [entry.message?.message_id, index]));
  const stands = (entry, index) => last.get(entry.message?.message_id) === index && entry.event !== "deleted";
  const made = log.map((entry, index) => line(entry, language, stands(entry, index)));
  return made.length ? made : [element("li", { class: "log-empty" }, "Nothing has happened in this chat yet.")];
}

function line(entry, language, stands) {
  const item = element("li", { class: "entry", "data-testid": "log-entry", "data-what": entry.event });
  const who = element("b", {}, entry.by === "bot" ? "The bot" : "The person");
  item.append(element("p", { class: "what" }, who, deed(entry), element("time", {}, clock(entry.date, true))));
  item.append(words(entry, language, stands), ...keys(entry, language));
  return item;
}

function deed({ event, message, method }) {
  if (message) return `${event} message ${message.message_id}`;
  return event === "refused" ? `was refused ${method}` : DEEDS[event] ?? event;
}

function words({ event, message, text, description }, language, stands) {
  const lang = message || event === "toast" ? language : "en";
  if (!message) return element("div", { class: "words", lang }, text ?? description ?? "");
  const inside = content(message);
  return element("div", { class: "words", lang }, ...(stands ? inside : [element("del", {}, ...inside)]));
}

function keys(entry, language) {
  const rows = entry.event === "deleted" ? [] : entry.message?.reply_markup?.inline_keyboard ?? [];
  const labels = rows.map((row) => row.map((button) => `[${button.text}]`).join(" ")).join(" ");
  return labels ? [element("p", { class: "keys-sent", lang: language }, labels)] : [];
}
