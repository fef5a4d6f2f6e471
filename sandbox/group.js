/** The team's group: what its bot announces there, and any of its members who writes or presses. */

import { ask } from "./ask.js";
import { Phone } from "./phone.js";

export class GroupPhone extends Phone {
  /** `group` as GET /group lists it. */
  constructor(group, stage) {
    super({ id: group.id, language: "en" }, String(group.bot), stage, { role: "group", name: group.title });
    this.members = [];
    this.root.dataset.group = group.id;
    delete this.root.dataset.phone;
    for (const part of [".language", ".more", ".attach .places", ".attach .heading"]) this.find(part).hidden = true;
    this.find(".as").hidden = false;
    this.find("[data-testid=as]").addEventListener("change", () => this.turnInto());
  }

  get path() { return `/group/${this.person.id}`; }
  get as() { return Number(this.find("[data-testid=as]").value); }
  get language() { return this.stage.person(this.as)?.language ?? "en"; }
  isMine(message) { return message.from.id === this.as; }
  act(action, body = {}) { return super.act(action, { ...body, person: this.as }); }

  author(message) {
    return this.isMine(message) || message.from.is_bot ? null : { name: message.from.first_name, tone: this.stage.tone(message.from.id) };
  }

  /** Shows the members to choose from; the screen is that of the one who is chosen. */
  showBot(chat) {
    const members = chat.group.members.map(({ id }) => [id, this.stage.person(id)?.name ?? String(id)]);
    const known = JSON.stringify(members);
    const select = this.find("[data-testid=as]");
    if (known !== this.membersShown) {
      const before = select.value;
      select.replaceChildren(...members.map(([id, name]) => new Option(name, id, false, String(id) === before)));
      this.membersShown = known;
      this.bubbles.forEach(({ node }) => node.remove());
      this.bubbles.clear();
    }
    super.showBot(chat);
    this.find(".welcome").hidden = true;
    this.showFace(chat.group.title, chat.group.title, `group of ${members.length}, with ${chat.bot.name}`);
  }

  showLog() {
    super.showLog();
    this.find(".welcome").hidden = true;
  }

  showTopics() { this.find(".composer .topic").hidden = true; }
  get thread() { return {}; }

  /** Somebody else holds the phone: what is theirs stands on the right. */
  turnInto() {
    this.bubbles.forEach(({ node }) => node.remove());
    this.bubbles.clear();
    this.relabel();
    this.show(this.chat);
  }

  answer(toast) {
    const name = this.stage.person(toast.to)?.name;
    super.answer({ ...toast, text: toast.text && name ? `${name}: ${toast.text}` : toast.text });
  }

  async open(link) {
    try {
      const { bot } = await ask("POST", `/phone/${this.as}/open`, { link });
      await this.stage.goTo(this.as, String(bot), null);
    } catch (refusal) {
      this.toast(refusal.message);
    }
  }
}
