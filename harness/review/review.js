"use strict";
(() => {
  const said = document.getElementById("said");
  const form = document.getElementById("decide");
  const token = document.getElementById("top").dataset.token;
  const tell = (text) => { said.textContent = text; };
  const go = (address) => { if (address) location.assign(address); };

  async function post(path, body) {
    try {
      const answer = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Callsheet": token },
        body: JSON.stringify(body),
      });
      const told = await answer.json();
      if (!answer.ok) tell(told.error);
      return answer.ok ? told : null;
    } catch {
      tell("Nothing was saved: the review has been ended. Start it again with callsheet review.");
      return null;
    }
  }

  async function decide(points, reason, task, then) {
    const before = JSON.parse(task.seen);
    const body = { submission: task.submission, item: task.item, points, reason, seen: before };
    const told = await post("/decide", body);
    if (told === null) return;
    const last = { submission: task.submission, item: task.item, seen: JSON.stringify(told.now),
                   before, here: task.here };
    sessionStorage.setItem("last", JSON.stringify(last));
    go(then);
  }

  function save(points) {
    const reason = document.getElementById("reason").value;
    if (!(points >= 0 && points <= Number(form.dataset.most))) {
      tell(`Points are from 0 to ${form.dataset.most}.`);
      return;
    }
    decide(points, reason, form.dataset, form.dataset.next);
  }

  function undo() {
    const last = JSON.parse(sessionStorage.getItem("last"));
    if (last === null) { tell("Nothing was decided in this tab yet."); return; }
    const was = last.before || { points: null, reason: "" };
    sessionStorage.removeItem("last");
    const body = { submission: last.submission, item: last.item, points: was.points,
                   reason: was.reason, seen: JSON.parse(last.seen) };
    post("/decide", body).then((told) => { if (told !== null) go(last.here); });
  }

  async function finish() {
    tell("The grades and reports are being written …");
    const told = await post("/finish", {});
    if (told !== null) tell(told.said);
  }

  function help() {
    const list = document.getElementById("help");
    list.hidden = !list.hidden;
    document.getElementById("keys").setAttribute("aria-expanded", String(!list.hidden));
  }

  const typed = () => Number(document.getElementById("points").value);
  const acts = { "?": help, u: undo };
  if (form !== null) {
    const data = form.dataset;
    Object.assign(acts, {
      f: () => save(Number(data.most)),
      z: () => save(0),
      c: () => save(Number(data.found)),
      p: () => document.getElementById("points").select(),
      r: () => document.getElementById("reason").focus(),
      j: () => go(data.next),
      k: () => go(data.previous),
      n: () => go(data.further),
      N: () => go(data.back),
      i: () => go(data.turned),
      o: () => document.getElementById("report").click(),
    });
    const buttons = { full: acts.f, zero: acts.z, confirm: acts.c, save: () => save(typed()), undo };
    for (const [name, act] of Object.entries(buttons)) {
      document.getElementById(name).addEventListener("click", act);
    }
    form.addEventListener("submit", (event) => { event.preventDefault(); save(typed()); });
  }
  document.getElementById("finish").addEventListener("click", finish);
  document.getElementById("keys").addEventListener("click", help);

  document.addEventListener("keydown", (event) => {
    const writing = event.target.matches("input, textarea");
    if (writing) {
      if (event.key === "Escape") event.target.blur();
      const saves = event.key === "Enter" && (event.ctrlKey || event.target.matches("input"));
      if (saves) { event.preventDefault(); save(typed()); }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const act = acts[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
