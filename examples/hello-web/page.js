const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escapeHtml = (text) => String(text).replace(/[&<>"]/g, (character) => entities[character]);

const rowOf = ([name, value]) =>
  `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`;

/** The version page: what runs here, since when, and from which release. */
export const pageOf = ({ greeting, ...about }) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(about.name)} ${escapeHtml(about.version)}</title>
<style>
  body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color: #1c2733; }
  h1 { font-weight: 600; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid #d8dee4; font-weight: 400; }
  th { color: #57606a; width: 10rem; }
</style>
<h1>${escapeHtml(greeting)} from ${escapeHtml(about.name)}</h1>
<table>${Object.entries(about).map(rowOf).join("")}</table>
</html>
`;
