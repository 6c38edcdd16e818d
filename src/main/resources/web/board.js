"use strict";
const ROWS = 500, REMEMBERED = 5000, SILENCE = 60_000, LONGEST_WAIT = 15_000;
const [form, token, endpoint, events, connect, state, who, heard, clear, counts, frames, hint] =
  "connection token endpoint events connect state who heard clear counts frames hint".split(" ")
    .map(id => document.getElementById(id));

let socket = null;    // the current WebSocket; null when a person does not want one
let bearer = null;    // the token that the hub has taken
let since = null;     // the last token heard: where the next connection goes on
let attempt = 0;      // failed connections in a row
let waiting = [];     // rows that the next animation frame shows
let retry, silence, tenant;
const seen = new Set();      // ids shown already: a resumed socket may repeat an event
const labels = new Map();    // what the ids in short events stand for, learned from the full ones
const tally = new Map();
const unconfirmed = new Map();    // by the id of a critical event: its buttons

const make = (tag, properties, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};
const show = (kind, text) => { state.dataset.state = kind; state.value = text; };
/** Keeps a Map or Set from growing for ever: forgets its oldest entries. */
const bound = (collection, size) => {
  for (const key of collection.keys()) {
    if (collection.size <= size) return;
    collection.delete(key);
  }
};

function open() {
  const query = new URLSearchParams();
  const names = events.value.split(",").map(name => name.trim()).filter(Boolean);
  if (names.length) query.set("events", names.join(","));
  if (since) query.set("since", since);
  const url = new URL(endpoint.value, location.href);
  url.search = query;
  url.protocol = url.protocol.replace("http", "ws");
  show("wait", "Connecting…");
  const current = new WebSocket(url, ["chartwire.v1", "bearer." + bearer]);
  socket = current;
  let opened = false;
  current.onopen = () => { opened = true; show("wait", "Catching up…"); listen(); };
  current.onmessage = message => { if (socket === current) { listen(); receive(JSON.parse(message.data)); } };
  current.onclose = close => { if (socket === current) dropped(close, opened); };
}

/** A hub says something at least every 25 s; a connection that is silent for longer is dead. */
function listen() {
  clearTimeout(silence);
  const current = socket;
  silence = setTimeout(() => { current.onclose({}); current.onclose = current.onmessage = null; current.close(); }, SILENCE);
}

async function dropped({ code, reason }, opened) {
  const current = socket;
  clearTimeout(silence);
  unconfirmed.forEach(buttons => buttons.forEach(button => button.disabled = false));
  if (code === 4401) return stop("The token has expired; paste a new one");
  if (code === 4003) return stop("The hub refuses pages of this origin");
  if (!opened) {
    // A browser does not tell why a handshake failed, so the same path is asked again without the upgrade.
    const answer = await fetch(endpoint.value, { headers: { Authorization: "Bearer " + bearer } }).catch(() => null);
    if (socket !== current) return;
    if (answer?.status === 401 || answer?.status === 403) {
      const problem = await answer.json().catch(() => ({}));
      return stop("Refused: " + (problem.detail ?? answer.statusText));
    }
  }
  const wait = Math.min(LONGEST_WAIT, 500 * 2 ** attempt++) * (0.75 + Math.random() / 2);
  show("wait", `${reason || "Connection lost"}; again in ${Math.ceil(wait / 1000)} s`);
  retry = setTimeout(open, wait);
}

function stop(text) {
  [retry, silence].forEach(timer => clearTimeout(timer));
  socket?.close();
  socket = null;
  lock(false);
  show(text ? "bad" : "off", text ?? "Not connected");
}

function lock(connected) {
  [endpoint, events].forEach(field => field.disabled = connected);
  connect.textContent = connected ? "Disconnect" : "Connect";
}

form.onsubmit = submitted => {
  submitted.preventDefault();
  if (socket) return stop();
  try {
    const claims = use(pasted());
    if (claims.tenant !== tenant) forget();
    tenant = claims.tenant;
    attempt = 0;
    open();
    lock(true);
  } catch {
    stop("This is not a token");
  }
};
/** A fresh token, pasted while the socket is open, goes on with it. */
token.onchange = () => { if (token.value && say({ token: pasted() })) show("wait", "Showing the new token…"); };
token.oninput = () => { if (!token.value) sessionStorage.removeItem("token"); };
token.value = sessionStorage.getItem("token") ?? "";

function pasted() {
  return token.value = token.value.trim().replace(/^Bearer\s+/i, "");
}

/** Goes on with a token, here and after a reload. */
function use(fresh) {
  bearer = fresh;
  sessionStorage.setItem("token", fresh);
  const claims = claimsOf(fresh);
  who.textContent = [claims.name || claims.sub, claims.tenant, (claims.roles ?? []).join(", ")].filter(Boolean).join(" · ");
  return claims;
}

/** Tells the hub something; false when it cannot hear it now. */
function say(frame) {
  const heard = socket?.readyState === WebSocket.OPEN;
  if (heard) socket.send(JSON.stringify(frame));
  return heard;
}

function claimsOf(jwt) {
  const bytes = atob(jwt.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, character => character.charCodeAt(0))));
}

function receive(frame) {
  since = frame.id ?? frame.resume ?? since;
  heard.textContent = "last heard " + new Date().toLocaleTimeString();
  if (frame.event === "reset") note("Earlier events are no longer kept: load your lists again.");
  if (frame.event === "error") refused(frame);
  if (frame.event === "renewed") use(token.value);
  if (frame.event === "confirmed") frame.ids.forEach(id => settle(id, "Confirmed"));
  if (frame.event === "critical:acknowledged") settle(frame.data.eventId, "Confirmed by " + frame.data.acknowledgedByName);
  if (!frame.id) { attempt = 0; show("live", "Live"); }
  if (!frame.id || seen.has(frame.id)) return;
  seen.add(frame.id);
  bound(seen, REMEMBERED);
  count(frame.event);
  add(row(frame));
}

const note = text => add(make("li", { className: "note" }, text));

function refused({ code, detail, ids = [] }) {
  note(detail);
  if (code === "token_refused") token.value = bearer;
  ids.forEach(id => settle(id, "Not confirmed"));
  unconfirmed.forEach(buttons => buttons.forEach(button => button.disabled = false));
}

/** What must be seen has a button by which a person says that it was. */
function confirmation(id) {
  const button = make("button", { type: "button" }, "Confirm");
  button.onclick = () => button.disabled = say({ ack: [id] });
  unconfirmed.set(id, [...unconfirmed.get(id) ?? [], button]);
  bound(unconfirmed, REMEMBERED);
  return button;
}

function settle(id, text) {
  unconfirmed.get(id)?.forEach(button => button.replaceWith(make("span", { className: "settled" }, text)));
  unconfirmed.delete(id);
}

function row({ event, data, ...rest }) {
  const details = make("details", {}, make("summary", {},
    make("time", { dateTime: data.timestamp, title: data.timestamp }, new Date(data.timestamp).toLocaleTimeString()),
    badge(event),
    make("span", { className: "said" }, summary(data))));
  details.addEventListener("toggle", () => details.append(
    make("pre", { tabIndex: 0 }, JSON.stringify({ event, data, ...rest }, null, 2))), { once: true });
  const critical = event === "critical:unacknowledged" ? data.eventId : rest.critical && rest.id;
  return make("li", { className: critical ? "critical" : "" }, details, ...critical ? [confirmation(critical)] : []);
}

function badge(event) {
  const node = make("span", { className: "event" }, event);
  node.dataset.resource = event.split(":")[0];    // which gives it its colour
  return node;
}

const money = cents => (cents / 100).toLocaleString(undefined, { minimumFractionDigits: 2 });
const moment = text => new Date(text).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
/** What a line says of an event or of the object in it, in this order. */
const SAYS = [
  o => o.claimNumber, o => o.patientName ?? (o.lastName && `${o.firstName} ${o.lastName}`),
  o => o.oldStatus && `${o.oldStatus} → ${o.newStatus}`, o => o.status, o => o.appointmentTypeName, o => o.serviceType,
  o => o.medication, o => o.bodyLocation, o => o.chiefComplaint, o => o.diagnosis, o => o.corrected && "corrected",
  o => o.denialReason ?? o.reason, o => o.authNumber, o => o.payerName ?? o.payer, o => o.insuranceInfo?.payer,
  o => o.scheduledStart && moment(o.scheduledStart), o => o.providerName ?? o.orderingProviderName,
  o => o.oldBalance != null && `${money(o.oldBalance)} → ${money(o.newBalance)}`,
  o => { const cents = o.paidAmount ?? o.amount ?? o.totalCharges; return cents != null && money(cents); },
  o => o.controlId, o => o.sender,
];

function summary(data) {
  const inner = Object.values(data).find(value => value?.id) ?? data;
  const known = Object.entries(data).filter(([key]) => /Id$/.test(key)).map(([, id]) => labels.get(id)).filter(Boolean);
  const parts = [...new Set([...known, ...SAYS.map(say => say(inner)).filter(Boolean)])];
  if (inner.id) labels.set(inner.id, parts.slice(0, inner.claimNumber ? 2 : 1).join(" · "));
  if (inner.patientName) labels.set(inner.patientId, inner.patientName);
  bound(labels, REMEMBERED);
  return parts.join(" · ") || Object.values(data)[0];
}

function count(event) {
  if (!tally.has(event)) {
    tally.set(event, make("b", {}, "0"));
    const item = make("li", {}, badge(event), tally.get(event));
    counts.insertBefore(item, [...counts.children].find(other => other.textContent > event) ?? null);
  }
  tally.get(event).textContent++;
}

function add(item) {
  if (!waiting.length) requestAnimationFrame(flush);
  waiting.unshift(item);
  waiting.length = Math.min(waiting.length, ROWS);
}

function flush() {
  frames.prepend(...waiting);
  waiting = [];
  while (frames.children.length > ROWS) frames.lastChild.remove();
  hint.hidden = true;
  clear.hidden = false;
}

clear.onclick = () => {
  waiting = [];
  tally.clear();
  [counts, frames].forEach(list => list.replaceChildren());
  clear.hidden = true;
};

/** What one clinic's token has shown is not for the next one's. */
function forget() {
  since = null;
  [seen, labels, unconfirmed].forEach(collection => collection.clear());
  clear.onclick();
}
