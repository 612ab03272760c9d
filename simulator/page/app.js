// Starts the page and keeps it live.

import { find } from "./format.js";
import { addPhone, loadPhones, removeText, showText } from "./phones.js";
import { addMail, loadMail } from "./inbox.js";

const live = find("live");

function say(isLive) {
  live.classList.toggle("on", isLive);
  live.lastElementChild.textContent = isLive ? "Live" : "Waiting for the simulator";
}

const load = () => Promise.all([loadPhones(), loadMail()]).catch(() => say(false));

function listen() {
  const events = new EventSource("/sim/events");
  const on = (name, act) => events.addEventListener(name, (event) => act(JSON.parse(event.data)));
  on("text", showText);
  on("gone", removeText);
  on("phone", addPhone);
  on("mail", addMail);
  on("reload", load);
  // After a break the page reads everything again: what happened meanwhile is not repeated to it.
  events.onopen = () => { say(true); load(); };
  events.onerror = () => say(false);
}

listen();
