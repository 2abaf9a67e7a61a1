// Shows what the emulator holds, and changes nothing. What the emulator says is only ever text here:
// no markup is made of it.
"use strict";

const PAUSE = 500; // milliseconds between two looks
const SHOWN_REQUESTS = 500;
const place = (id) => document.getElementById(id);

let seen = 0; // requests that came so far
let lastSeen = null; // when the emulator last answered
const rows = new Map(); // UUID to the row of the mapping

async function ask(what) {
  const answer = await fetch("/_awslambda" + what, { cache: "no-store" });
  if (!answer.ok) throw new Error(what + " answered " + answer.status);
  return answer.json();
}

// Writes only what differs, so that a selection in the page survives.
function write(element, text) {
  if (element.textContent === text) return false;
  element.textContent = text;
  return true;
}

function cells(count) {
  const row = document.createElement("tr");
  for (let i = 0; i < count; i++) row.append(document.createElement("td"));
  return row;
}

function fill(row, texts) {
  let changed = false;
  texts.forEach((text, i) => {
    if (write(row.cells[i], text)) {
      row.cells[i].title = text;
      changed = true;
    }
  });
  return changed;
}

function source(mapping) {
  const own = mapping.SelfManagedEventSource?.Endpoints?.KAFKA_BOOTSTRAP_SERVERS;
  const topics = mapping.Topics ?? mapping.Queues ?? [];
  return [mapping.EventSourceArn ?? (own ?? []).join(","), ...topics].join(" ");
}

function showMappings(mappings) {
  const body = place("mappings");
  const gone = new Set(rows.keys());
  const states = new Map();
  for (const mapping of mappings) {
    const state = mapping.State ?? "";
    states.set(state, (states.get(state) ?? 0) + 1);
    gone.delete(mapping.UUID);
    let row = rows.get(mapping.UUID);
    const fresh = !row;
    if (fresh) {
      row = cells(6);
      row.cells[0].className = "state";
      rows.set(mapping.UUID, row);
      body.append(row);
    }
    const changed = fill(row, [
      state,
      (mapping.FunctionArn ?? "").replace(/^arn:[^:]*:lambda:([^:]*):[0-9]*:function:/, "$1 "),
      source(mapping),
      String(mapping.BatchSize ?? ""),
      mapping.FilterCriteriaError?.Message ?? mapping.LastProcessingResult ?? "",
      mapping.UUID ?? "",
    ]);
    row.cells[0].dataset.state = state;
    if (changed && !fresh) {
      row.classList.remove("changed");
      void row.offsetWidth; // lets the animation begin anew
      row.classList.add("changed");
    }
  }
  for (const uuid of gone) {
    rows.get(uuid).remove();
    rows.delete(uuid);
  }
  write(place("mapping-count"), String(mappings.length));
  const counted = [...states].sort().map(([state, count]) => count + " " + state);
  write(place("summary"), counted.join(", ") || "no mapping yet");
  search();
}

function search() {
  const wanted = place("search").value.toLowerCase();
  for (const row of rows.values()) {
    row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
  }
}

function showRequests({ total, first, requests }) {
  const body = place("requests");
  if (total < seen) {
    // Another emulator answers now: read its requests from the first one on.
    body.replaceChildren();
    seen = 0;
    return;
  }
  requests.forEach((request, i) => {
    const row = cells(6);
    const time = new Date(request.at * 1000).toLocaleTimeString([], { hour12: false });
    fill(row, [
      time,
      (request.operation ?? request.method + " " + request.path) + (request.fault ? " (fault)" : ""),
      String(request.status ?? "none"),
      request.took_ms.toFixed(1),
      request.uuid,
      request.error ?? "",
    ]);
    if (request.status === null || request.status >= 400) row.className = "bad";
    const number = first + i;
    row.tabIndex = 0;
    row.addEventListener("click", () => detail(number));
    row.addEventListener("keydown", (event) => {
      if (event.key === "Enter") detail(number);
    });
    body.prepend(row);
  });
  while (body.rows.length > SHOWN_REQUESTS) body.lastChild.remove();
  seen = total;
  write(place("request-count"), String(total));
}

async function detail(number) {
  const shown = place("detail");
  shown.hidden = false;
  try {
    const request = await ask("/requests/" + number);
    let body = request.body;
    try {
      body = JSON.stringify(JSON.parse(body), null, 2);
    } catch {
      // Not JSON: shown as it came.
    }
    shown.textContent = request.method + " " + request.path + "\n\n" + (body || "(no body)");
  } catch {
    shown.textContent = "The emulator no longer has this request.";
  }
}

function list(id, texts, none) {
  const items = texts.length > 0 ? texts : [none];
  const old = place(id);
  if (old.childElementCount === items.length && items.every((it, i) => old.children[i].textContent === it)) return;
  old.replaceChildren(
    ...items.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }),
  );
}

function showFaults({ waiting, faults }) {
  write(place("fault-count"), String(waiting));
  const lines = faults.map((fault) => {
    const times = fault.times === null ? "every time" : fault.times + " times";
    const after = fault.after > 0 ? ", after " + fault.after + " calls" : "";
    const chance = fault.probability < 1 ? ", with probability " + fault.probability : "";
    return (fault.operation ?? "every call") + ": " + fault.effect + ", " + times + after + chance;
  });
  list("faults", lines, "none");
}

function showQuota({ rate, buckets }) {
  const lines = buckets.map(
    (it) => it.account + " " + it.region + ": " + it.used.toFixed(1) + " of " + rate + " calls used",
  );
  list("quota", lines, rate === null ? "no limit (start with --rate 15 for that of AWS)" : "unused: " + rate + " calls a second");
}

async function look() {
  try {
    const [mappings, requests, faults, quota] = await Promise.all([
      ask("/mappings"),
      ask("/requests?bodies=false&after=" + seen),
      ask("/faults"),
      ask("/quota"),
    ]);
    showMappings(mappings.mappings);
    showRequests(requests);
    showFaults(faults);
    showQuota(quota);
    lastSeen = new Date();
    place("stopped").hidden = true;
  } catch {
    const since = lastSeen ? " This was its state at " + lastSeen.toLocaleTimeString([], { hour12: false }) + "." : "";
    write(place("stopped"), "The emulator does not answer: it has stopped." + since);
    place("stopped").hidden = false;
  }
  setTimeout(look, PAUSE);
}

place("search").addEventListener("input", search);
look();
