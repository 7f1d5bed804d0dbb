// Two existing clients do a SMART standalone launch in a browser and read the client's own dossier.
// node launch.mjs <FHIR base> <chromium>: prints one JSON object, what each of them saw.
import { createServer } from 'node:http';
import fhirclient from 'fhirclient';
import * as oidc from 'openid-client';
import { chromium } from 'playwright-core';

const [fhir, browserPath] = process.argv.slice(2);
const clientId = 'pgo-demo';
const scope = 'launch/patient openid fhirUser patient/*.rs';

const kept = new Map();
const storage = {
  get: async (key) => kept.get(key),
  set: async (key, value) => kept.set(key, value),
  unset: async (key) => kept.delete(key),
};

let answer; // how the page at the redirect address is made
const app = createServer(async (request, response) => {
  try {
    const body = await answer(request, response);
    if (body !== undefined) {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    }
  } catch (failure) {
    response.writeHead(500, { 'Content-Type': 'text/plain' });
    response.end(String(failure.stack ?? failure));
  }
});
await new Promise((ready) => app.listen(0, '127.0.0.1', ready));
const home = `http://localhost:${app.address().port}`;
const redirectUri = `${home}/terug`;

async function dossier(read, patient) {
  const bundle = await read(`Composition?patient=${patient}`);
  return { patient, name: (await read(`Patient/${patient}`)).name[0].text, verslagen: bundle.total };
}

// https://docs.smarthealthit.org/client-js/
async function withFhirclient(request, response) {
  const smart = fhirclient(request, response, storage);
  if (request.url === '/') {
    await smart.authorize({ iss: fhir, clientId, scope, redirectUri, pkceMode: 'required' });
    return undefined;
  }
  const client = await smart.ready();
  return { ...(await dossier((path) => client.request(path), client.patient.id)), fhirUser: client.user.fhirUser };
}

// https://github.com/panva/openid-client
const config = await oidc.discovery(new URL(fhir.replace(/\/fhir$/, '')), clientId, undefined, oidc.None(), {
  execute: [oidc.allowInsecureRequests],
});
const verifier = oidc.randomPKCECodeVerifier();
const state = oidc.randomState();
async function withOpenidClient(request, response) {
  if (request.url === '/') {
    const parameters = {
      redirect_uri: redirectUri, scope, state, aud: fhir,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    };
    response.writeHead(302, { Location: oidc.buildAuthorizationUrl(config, parameters).href });
    response.end();
    return undefined;
  }
  const tokens = await oidc.authorizationCodeGrant(config, new URL(request.url, home), {
    pkceCodeVerifier: verifier, expectedState: state,
  });
  const read = async (path) => {
    const found = await oidc.fetchProtectedResource(config, tokens.access_token, new URL(`${fhir}/${path}`), 'GET');
    if (!found.ok) throw new Error(`${path}: ${found.status} ${await found.text()}`);
    return found.json();
  };
  return { ...(await dossier(read, tokens.patient)), fhirUser: tokens.claims().fhirUser };
}

async function launch(withClient, username) {
  answer = withClient;
  const page = await (await browser.newContext()).newPage();
  await page.goto(home);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', username);
  await page.click('[type=submit]');
  await page.getByRole('button', { name: /^Ja/ }).click();
  await page.waitForURL(`${redirectUri}**`);
  const text = await page.innerText('body');
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(text);
  }
}

const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
try {
  const seen = {
    fhirclient: await launch(withFhirclient, 'meneer.y'),
    'openid-client': await launch(withOpenidClient, 'mentor.t'),
  };
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
  app.close();
}
