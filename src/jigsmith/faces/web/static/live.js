// Relative dates that go on, "/" for the search, and logs as they are written. Pages are whole without any of it.
"use strict";
(() => {
  const steps = [[60, 1, "s"], [3600, 60, "min"], [86400, 3600, "h"], [86400 * 60, 86400, "d"]];

  function ago(seconds) {
    const size = Math.abs(seconds);
    if (size < 5) return "now";
    const step = steps.find(([limit]) => size < limit);
    const month = 86400 * 30.44, year = 86400 * 365.25;
    const said = step ? `${Math.floor(size / step[1])} ${step[2]}`
      : size < 2 * year ? `${Math.floor(size / month)} months` : `${Math.floor(size / year)} years`;
    return seconds > 0 ? `${said} ago` : `in ${said}`;
  }

  function tick() {
    for (const each of document.querySelectorAll("time[datetime]")) {
      const said = ago((Date.now() - Date.parse(each.dateTime)) / 1000);
      if (each.textContent !== said) each.textContent = said;
    }
  }

  function follow(box) {
    if (box.following) return;
    box.following = true;
    const pre = box.querySelector("pre");
    const source = new EventSource(box.dataset.live);
    box.scrollTop = box.scrollHeight;
    source.onmessage = (message) => {
      if (!box.isConnected) return source.close();
      const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
      pre.insertAdjacentHTML("beforeend", message.data);
      if (atEnd) box.scrollTop = box.scrollHeight;
    };
    source.addEventListener("ended", () => source.close());
    addEventListener("pagehide", () => source.close());
  }

  const logs = () => document.querySelectorAll(".log[data-live]").forEach(follow);
  const pulse = (on) => {
    const shown = document.getElementById("pulse");
    if (!shown) return;
    shown.hidden = false;
    shown.classList.toggle("off", !on);
    shown.textContent = on ? "live" : "not connected";
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "")) return;
    event.preventDefault();
    document.getElementById("find").focus();
  });
  document.addEventListener("htmx:sse:after:connection", () => pulse(true));
  document.addEventListener("htmx:sse:error", () => pulse(false));
  document.addEventListener("htmx:sse:after:message", () => { tick(); logs(); });
  setInterval(tick, 10000);
  logs();
})();
