// Better with it, whole without it: the conditions are held against the figures while somebody types.
"use strict";
const sheet = document.querySelector("form[data-check]");
const place = document.getElementById("check");
if (sheet && place) {
  let waiting = 0;
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const sent = new URLSearchParams(new FormData(sheet));
    try {
      const answer = await fetch(sheet.dataset.check, { method: "POST", body: sent, credentials: "same-origin" });
      const text = answer.ok && !answer.redirected ? await answer.text() : "";
      if (text && mine === asked) place.innerHTML = text;
    } catch {
      // The button does the same.
    }
  };
  sheet.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  });
}
