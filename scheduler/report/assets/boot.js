// Unpack what the page carries, its own scripts first.

async function runPacked(id) {
  const script = document.createElement("script");
  script.textContent = new TextDecoder().decode(await unpack(id));
  document.head.append(script);
}

function fault(error) {
  const place = document.getElementById("fault");
  place.hidden = false;
  place.textContent = `${document.body.dataset.broken} ${error?.message ?? error}`;
  document.documentElement.dataset.state = "error";
}

window.addEventListener("error", event => fault(event.error ?? event.message));
window.addEventListener("unhandledrejection", event => fault(event.reason));
if (window.DecompressionStream) runPacked("code").catch(fault);
else fault(document.body.dataset.old);
