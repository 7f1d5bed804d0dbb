// LHC-Forms (https://lhncbc.github.io/lforms/) shows the forms of this server to a client, and fills in what opens
// the other questions. node render.mjs <FHIR base> <chromium> <Authorization> <patient id> <form id>...:
// prints one JSON object, by form which questions there are, which were shown first and last, and the errors.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const [fhir, browserPath, authorization, patient, ...forms] = process.argv.slice(2);
const lforms = '/node_modules/lforms/dist/lforms';
const page = `<!doctype html><html lang="nl"><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="${lforms}/webcomponent/styles.css"><div id="form"></div>
<script src="${lforms}/webcomponent/assets/lib/zone.min.js"></script>
<script src="${lforms}/webcomponent/lhc-forms.js"></script>
<script src="${lforms}/fhir/R4/lformsFHIR.min.js"></script>
<script src="/node_modules/fhirclient/build/fhir-client.js"></script></html>`;

const host = createServer(async ({ url }, response) => {
  if (url === '/') {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
  } else if (url.startsWith('/fhir/')) {
    const headers = { Authorization: authorization, Accept: 'application/fhir+json' };
    const answer = await fetch(fhir + url.slice('/fhir'.length), { headers });
    response.writeHead(answer.status, { 'Content-Type': 'application/fhir+json' }).end(await answer.text());
  } else {
    const type = url.endsWith('.css') ? 'text/css' : 'text/javascript';
    response.writeHead(200, { 'Content-Type': type }).end(await readFile(`.${url}`));
  }
});
await new Promise((ready) => host.listen(0, '127.0.0.1', ready));

const below = (items = []) => items.flatMap((item) => [item, ...below(item.item)]);
const idOf = (linkId) => `[id^="${linkId}/"]`;
const shown = (tab) =>
  tab.$$eval('lhc-item', (items) => [
    ...new Set(items.map((item) => item.id.replace(/^item-/, '').replace(/(\/\d+)+$/, ''))),
  ]);

async function answer(tab, question, condition) {
  const field = tab.locator(`input${idOf(question.linkId)}, textarea${idOf(question.linkId)}`).first();
  if (question.type === 'boolean') {
    await tab.locator(`label${idOf(question.linkId)}[id$="|${condition.answerBoolean ?? true}"]`).click();
  } else if (question.type === 'choice') {
    await field.pressSequentially(await tab.evaluate(displayOf, [question.answerValueSet, condition.answerCoding?.code]));
    await field.press('Tab');
  } else {
    await field.fill(question.type === 'integer' ? '1' : 'iets');
    await field.press('Tab');
  }
}

// of any code when none is asked for; runs in the page
async function displayOf([valueSet, code]) {
  const set = await (await fetch(`/fhir/ValueSet/$expand?url=${valueSet}`)).json();
  return set.expansion.contains.find((concept) => !code || concept.code === code).display;
}

async function render(form) {
  const tab = await browser.newPage();
  const errors = [];
  tab.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  tab.on('pageerror', (error) => errors.push(String(error)));
  await tab.goto(`http://localhost:${host.address().port}/`);
  await tab.waitForFunction(() => window.LForms?.FHIR && window.FHIR);
  const questionnaire = await tab.evaluate(async ([id, client]) => {
    const read = async (path) => (await fetch(`/fhir/${path}`)).json();
    const asked = await read(`Questionnaire/${id}`);
    LForms.Util.setFHIRContext(FHIR.client({ serverUrl: `${location.origin}/fhir` }), {
      patient: await read(`Patient/${client}`),
    });
    await LForms.Util.addFormToPage(structuredClone(asked), 'form', { fhirVersion: 'R4' });
    return asked;
  }, [form, patient]);
  const all = below(questionnaire.item);
  const questions = all.filter((item) => item.type !== 'display');
  const first = await shown(tab);
  for (const question of questions.filter((item) => item.enableWhen)) {
    const condition = question.enableWhen[0];
    await answer(tab, all.find((item) => item.linkId === condition.question), condition);
    await tab.locator(`lhc-item${idOf(`item-${question.linkId}`)}`).first().waitFor({ timeout: 10_000 });
  }
  const seen = {
    asked: questions.map((item) => item.linkId),
    conditional: questions.filter((item) => item.enableWhen).map((item) => item.linkId),
    first,
    last: await shown(tab),
    errors,
  };
  await tab.close();
  return seen;
}

const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
try {
  const seen = {};
  for (const form of forms) seen[form] = await render(form);
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
  host.close();
}
