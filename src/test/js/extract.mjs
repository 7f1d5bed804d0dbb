// @aehrc/sdc-template-extract (https://github.com/aehrc/smart-forms) reads resources out of answered forms.
// node extract.mjs <JSON file of {name: {questionnaire, response}}>: prints one JSON object, a list of
// resources by name. Its ES module does not load in Node (a folder is imported), the other one does.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { inAppExtract, extractResultIsOperationOutcome } = createRequire(import.meta.url)('@aehrc/sdc-template-extract');

console.error = console.warn = () => {}; // what it cannot evaluate; the test sees what is missing

const extracted = {};
for (const [name, { questionnaire, response }] of Object.entries(JSON.parse(readFileSync(process.argv[2])))) {
  const { extractResult } = await inAppExtract(response, questionnaire, null);
  if (extractResultIsOperationOutcome(extractResult)) throw new Error(`${name}: ${JSON.stringify(extractResult)}`);
  extracted[name] = extractResult.extractedBundle.entry.map(({ resource }) => resource);
}
console.log(JSON.stringify(extracted));
