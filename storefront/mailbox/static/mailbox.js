// Brings new mails into the list without a reload; the page is whole without it.
const list = () => document.getElementById("mails");
async function refresh() {
  if (document.hidden || !list() || list().contains(document.activeElement)) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer || !answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("mails");
  if (fresh && fresh.innerHTML !== list().innerHTML) list().replaceWith(fresh);
}
setInterval(refresh, 2000);
