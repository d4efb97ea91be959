// What a page carries packed, as scheduler.report.payload writes it: gzip in base 85, five
// characters for four bytes; the last group may be shorter.
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%,()*+-;.=/?@^_:{|}~";

function bytesOf(text) {
  const value = new Uint8Array(128);
  for (let k = 0; k < DIGITS.length; k++) value[DIGITS.charCodeAt(k)] = k;
  const bytes = new Uint8Array(4 * Math.ceil(text.length / 5)), words = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i += 5) {
    let number = 0;
    for (let k = i; k < i + 5; k++) number = number * 85 + (k < text.length ? value[text.charCodeAt(k)] : 84);
    words.setUint32(i / 5 * 4, number);
  }
  return bytes.subarray(0, Math.floor(text.length * 4 / 5));
}

async function unpack(id) {
  const bytes = bytesOf(document.getElementById(id).textContent.trim());
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
