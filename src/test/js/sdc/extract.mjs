// extract.mjs <folder>: of every <name>.json ({questionnaire, response}) the resources that follow
// from it go to <name>.out.json. The ES module of the package imports a folder, which Node refuses:
// hence its CommonJS form.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { inAppExtract } = createRequire(import.meta.url)('@aehrc/sdc-template-extract');
const folder = process.argv[2];
for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
  const { questionnaire, response } = JSON.parse(readFileSync(`${folder}/${name}`));
  const { extractResult } = await inAppExtract(response, questionnaire, null);
  const resources = extractResult.extractedBundle.entry.map((entry) => entry.resource);
  writeFileSync(`${folder}/${name.replace('.json', '.out.json')}`, JSON.stringify(resources));
}
