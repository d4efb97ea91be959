// Unpack what the page carries, its own scripts first. Shared by all scripts.
async function unpack(id) {
  const text = atob(document.getElementById(id).textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

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
