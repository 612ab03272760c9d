// The open phone: its texts in order, and the box to type in.

import { ask, dayOf, find, make, nameOf, numberOf, paintFace, tell, timeOf } from "./format.js";

const chat = find("chat");
const words = find("words");
const compose = find("compose");
const texts = new Map();
let phone = null;

export async function openChat(opened) {
  const isSame = phone && opened && phone.number === opened.number;
  phone = opened;
  find("handset-title").textContent = phone ? nameOf(phone) : "A phone";
  find("handset-number").textContent = phone ? numberOf(phone.number) : "";
  find("stopped").hidden = !phone || !phone.opted_out;
  compose.querySelectorAll("textarea, button, input").forEach((part) => { part.disabled = !phone; });
  const face = find("face");
  face.hidden = !phone;
  if (phone) paintFace(face, phone);
  if (!isSame) texts.clear();
  const answer = phone ? await ask(`/sim/messages?phone=${encodeURIComponent(phone.number)}&limit=400`) : { messages: [] };
  if (phone !== opened) return;
  texts.clear();
  for (const text of answer.messages) texts.set(text.message_sid, text);
  draw(true);
}

export function addToChat(text) {
  const isNew = !texts.has(text.message_sid);
  const known = texts.get(text.message_sid);
  if (known && known.updated_at > text.updated_at) return;
  texts.set(text.message_sid, text);
  draw(isNew, isNew ? text.message_sid : null);
}

export function dropFromChat(sid) {
  texts.delete(sid);
  draw(false);
}

function draw(toEnd, fresh = null) {
  const wasAtEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 60;
  const order = [...texts.values()].sort((a, b) => a.number - b.number);
  const parts = [];
  order.forEach((text, index) => {
    const before = order[index - 1];
    const after = order[index + 1];
    const opensDay = !before || dayOf(before.created_at) !== dayOf(text.created_at);
    if (opensDay) parts.push(make("div", dayOf(text.created_at), "day"));
    const isLast = !after || after.direction === "inbound" !== (text.direction === "inbound");
    const isTimed = isLast && (!after || isQuiet(text, after) || !order.slice(index + 1).some((later) => later.direction === text.direction));
    const element = bubble(text, isLast, isTimed);
    if (text.message_sid === fresh) element.classList.add("fresh");
    parts.push(element);
  });
  if (!parts.length) parts.push(make("p", emptyWords(), "empty"));
  chat.replaceChildren(...parts);
  if (toEnd || wasAtEnd) chat.scrollTop = chat.scrollHeight;
}

// Five quiet minutes: only then is a time worth its line.
const isQuiet = (text, after) => new Date(after.created_at) - new Date(text.created_at) > 300_000;

function emptyWords() {
  return phone
    ? "No texts yet. The clinic’s next text shows up here. Or type something to begin."
    : "Texts show up here, as on the phone of the person who gets them.";
}

function bubble(text, isLast, isTimed) {
  const isMine = text.direction === "inbound";
  const isAstray = text.status === "undelivered" || text.status === "failed" || text.status === "canceled";
  const element = make("div", "", "text");
  element.classList.toggle("mine", isMine);
  element.classList.toggle("last", isLast);
  element.classList.toggle("astray", isAstray);
  for (const media of text.media) {
    if (!media.content_type.startsWith("image/")) continue;
    const image = make("img");
    image.src = media.url;
    image.alt = isMine ? "A photo sent from this phone" : "A picture from the clinic";
    element.append(image);
  }
  if (text.body) element.append(make("p", text.body));
  const note = state(text, isMine, isAstray);
  if (isTimed || isAstray || note.isBad) {
    const line = make("span", `${timeOf(text.created_at)}${note.words ? ` · ${note.words}` : ""}`, "note");
    line.classList.toggle("bad", note.isBad);
    element.append(line);
  }
  return element;
}

function state(text, isMine, isAstray) {
  if (isMine && text.reached_clinic === false) return { words: "not delivered to the clinic yet", isBad: true };
  if (isMine) return { words: text.reached_clinic ? "✓✓ delivered" : "✓ sent", isBad: false };
  if (text.status === "canceled") return { words: "cancelled before it left", isBad: true };
  if (isAstray) return { words: `never reached this phone (${text.error_code})`, isBad: true };
  return { words: { delivered: "✓✓", sent: "✓", sending: "on its way", queued: "on its way", accepted: "on its way", scheduled: "scheduled" }[text.status] || "", isBad: false };
}

function fit() {
  words.style.height = "auto";
  words.style.height = `${words.scrollHeight + 2}px`;
}

async function send(media = []) {
  const body = words.value;
  if (!phone || (!body.trim() && !media.length)) return;
  words.value = "";
  fit();
  try {
    await tell("/sim/texts", { from: phone.number, body, media, wait: false });
  } catch (error) {
    words.value = body;
    fit();
    chat.append(make("p", error.message, "note bad"));
  }
}

compose.addEventListener("submit", (event) => { event.preventDefault(); send(); });
words.addEventListener("input", fit);
words.addEventListener("keydown", (event) => {
  // While an input method is composing, Enter picks a word and does not send.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});

find("photo").addEventListener("change", (event) => {
  const file = event.target.files[0];
  event.target.value = "";
  if (!file) return;
  const reader = new FileReader();
  reader.onload = () => send([{ content_type: file.type, data: String(reader.result).split(",")[1] }]);
  reader.readAsDataURL(file);
});
